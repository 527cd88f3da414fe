import { VLLM_LOG_FILE } from '../../lib/profiles/vllm-logging';
import { findAll, objectOf, type Read } from '../support/documents';
import { render, service, type LooseProps } from '../support/environment';
import { refusalsIn } from '../support/errors';

const SERVER: LooseProps = { gpu: { model: 'l4' }, serves: { profile: 'vllm' } };
const TEXT = { format: 'text', reason: 'a binary of others' };
const deployment = (props: LooseProps = {}): Read => objectOf(render(service('echo', props)), 'Deployment', 'api');
const podOf = (props?: LooseProps): Read => deployment(props).spec.template;
const variablesOf = (props?: LooseProps): Readonly<Record<string, string>> =>
  Object.fromEntries(
    podOf(props).spec.containers[0].env.map(({ name, value }: Record<string, string>) => [name, value]),
  ) as Record<string, string>;
const annotation = (props: LooseProps): unknown => podOf(props).metadata.annotations['taxiway.dev/log-config'];
const refusals = (props: LooseProps) => refusalsIn(render(service('echo', props)));

describe('what a process is told of its log', () => {
  it('is its name, its version, where it runs, and that JSON is read', () => {
    const { SERVICE_NAME, SERVICE_VERSION, ENVIRONMENT, LOG_FORMAT } = variablesOf();

    expect([SERVICE_NAME, ENVIRONMENT, LOG_FORMAT]).toEqual(['echo', 'harbour', 'json']);
    expect(SERVICE_VERSION).toMatch(/^[0-9a-f]{12}$/);
    expect(podOf().spec.containers[0].image).toContain(`@sha256:${SERVICE_VERSION ?? ''}`);
  });

  it('is what the author typed, where somebody did', () => {
    const typed = { LOG_FORMAT: 'logfmt', SERVICE_NAME: 'parrot' };

    expect(variablesOf({ run: { variables: typed } })).toMatchObject(typed);
  });

  it('is that text will do, where a reason is given', () => {
    expect(variablesOf({ logs: TEXT })['LOG_FORMAT']).toBe('text');
  });

  it('is nothing of that for the server of a profile', () => {
    expect(Object.keys(variablesOf(SERVER))).not.toContain('LOG_FORMAT');
  });
});

describe('the file that says how vLLM logs', () => {
  it('comes with the pod, where its variable says', () => {
    const { spec } = podOf(SERVER);
    const [{ volumeMounts }] = spec.containers as readonly [Read];
    const { name, mountPath } = (volumeMounts as Read[]).find((one) => one.name === 'log-config') ?? {};

    expect(`${mountPath}/config.json`).toBe(variablesOf(SERVER)['VLLM_LOGGING_CONFIG_PATH']);
    expect((spec.volumes as Read[]).find((one) => one.name === name)).toEqual({
      name,
      downwardAPI: {
        items: [{ path: 'config.json', fieldRef: { fieldPath: "metadata.annotations['taxiway.dev/log-config']" } }],
      },
    });
    expect(annotation(SERVER)).toBe(VLLM_LOG_FILE.content('INFO'));
  });

  it('names severity, time and message, for vLLM and for its HTTP server', () => {
    const { formatters, loggers } = JSON.parse(VLLM_LOG_FILE.content(undefined));

    expect(formatters.contract).toMatchObject({ rename_fields: { levelname: 'severity' }, timestamp: 'time' });
    expect(Object.keys(loggers)).toEqual(['vllm', 'uvicorn']);
  });

  it('keeps the level that the author typed', () => {
    const content = annotation({ ...SERVER, run: { variables: { VLLM_LOGGING_LEVEL: 'DEBUG' } } });

    expect(JSON.parse(String(content)).loggers.vllm.level).toBe('DEBUG');
  });

  it.each<[string, LooseProps]>([
    ['a version that would spoil its lines', { ...SERVER, serves: { profile: 'vllm', profileVersion: '0.31' } }],
    ['text that was asked for', { ...SERVER, logs: TEXT }],
    ['a file of the author', { ...SERVER, run: { variables: { VLLM_LOGGING_CONFIG_PATH: '/etc/own.json' } } }],
    ['a formatter of the author', { ...SERVER, run: { args: ['--logging-config.formatter', 'json'] } }],
    ['logging that is off', { ...SERVER, run: { variables: { VLLM_CONFIGURE_LOGGING: '0' } } }],
    ['another server', { gpu: { model: 'l4' }, serves: { profile: 'tgi' } }],
  ])('stays away with %s', (_, props) => {
    expect(annotation(props)).toBeUndefined();
  });
});

describe('text as a log', () => {
  it.each<[string, LooseProps, readonly string[]]>([
    ['without a reason', { logs: { format: 'text' } }, ['LOGS_REASON_MISSING echo.logs.reason']],
    ['with an empty one', { logs: { format: 'text', reason: ' ' } }, ['LOGS_REASON_MISSING echo.logs.reason']],
    ['of a service that is ga', { maturity: 'ga', logs: TEXT }, ['LOGS_UNSTRUCTURED echo.logs.format']],
    ['by another name', { logs: { format: 'plain' } }, ['VALUE_INVALID echo.logs.format']],
    ['that is none', { logs: { format: 'json', reason: 'habit' } }, ['VALUE_INVALID echo.logs.reason']],
    ['in a word', { logs: 'text' }, ['VALUE_INVALID echo.logs']],
    ['by another key', { logs: { kind: 'text' } }, ['PROP_UNKNOWN echo.logs.kind']],
  ])('is refused %s', (_, props, wanted) => {
    expect(refusals(props)).toEqual(wanted);
  });

  it('is permitted with a reason before ga, and from ga on of a server that writes nothing else', () => {
    const triton = { gpu: { model: 'l4' }, serves: { profile: 'triton' } };
    const ga = { ...triton, maturity: 'ga' };

    expect(refusals({ maturity: 'beta', logs: TEXT })).toEqual([]);
    expect(refusals({ ...triton, maturity: 'beta' })).toEqual([]);
    expect(refusals(ga)).toEqual(['LOGS_REASON_MISSING echo.logs.reason']);
    expect(refusals({ ...ga, logs: { format: 'text', reason: 'Triton has no other' } })).toEqual([]);
  });

  it.each(['tei', 'tgi'])('is not what %s writes, and its other keys are told of', (profile) => {
    const { documents } = render(service('echo', { gpu: { model: 'l4' }, serves: { profile } }));
    const declared: Read = documents.find(({ domain }) => domain === 'declaration')?.object;

    expect(declared.props['logs.format']).toMatchObject({
      value: 'json',
      because: expect.stringMatching(/level and timestamp/) as unknown,
    });
  });

  it('stands in the declaration with its reason; JSON needs no word', () => {
    const logsOf = (props: LooseProps): unknown =>
      (
        findAll(render(service('echo', props)), 'Service').find(({ domain }) => domain === 'declaration')
          ?.object as Read
      ).workloads[0].logs;

    expect(logsOf({ logs: TEXT })).toEqual(TEXT);
    expect(logsOf({})).toBeUndefined();
    expect(logsOf({ gpu: { model: 'l4' }, serves: { profile: 'triton' } })).toMatchObject({ format: 'text' });
  });

  it('has no flag that asks for JSON', () => {
    const tgi = { gpu: { model: 'l4' }, serves: { profile: 'tgi' } };

    expect(podOf(tgi).spec.containers[0].args).toContain('--json-output');
    expect(podOf({ ...tgi, logs: TEXT }).spec.containers[0].args).not.toContain('--json-output');
  });
});
