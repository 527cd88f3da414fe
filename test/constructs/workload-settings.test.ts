import { Workload } from '../../constructs/index';
import { objectOf, type Read } from '../support/documents';
import { pinned, render, service, type LooseProps } from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';

const propsOf = (props: LooseProps): Read => objectOf(render(service('echo', props)), 'Service', 'echo').props;

describe('what nobody typed', () => {
  it('has a default and a reason, for every prop', () => {
    const props = propsOf({});

    const defaults = Object.entries(props).filter(([, { origin }]: Read) => origin === 'default');
    expect(Object.fromEntries(defaults.map(([name, { value }]: Read) => [name, value]))).toEqual({
      callers: ['rails', 'sidekiq'],
      calls: [],
      'identity.google': [],
      'logs.alert': null,
      'logs.format': 'json',
      maturity: 'experimental',
      mode: 'M1',
      replicas: 1,
      'run.cpu': 0.5,
      'run.memory': '512Mi',
      'run.runAs': 10_001,
      secrets: [],
      'serves.longestRequest': '60s',
      'serves.longestStream': '60s',
      'serves.port': 8080,
      'serves.protocol': 'http',
      'serves.ready': null,
      'slo.availability': 99,
      'slo.latency': null,
      'slo.outageTold': '15m',
      'slo.severity': 'ticket',
      stores: [],
    });
    for (const [, { because }] of defaults as Read) expect(because).toMatch(/^\S.*[^.]$/);
  });

  it('is what one types: typing every default changes no document', () => {
    const typed = render(
      service('echo', {
        maturity: 'experimental',
        mode: 'M1',
        replicas: 1,
        secrets: [],
        callers: ['rails', 'sidekiq'],
        calls: [],
        identity: { google: [] },
        run: { cpu: 0.5, memory: '512Mi', runAs: 10_001, variables: {} },
        serves: { port: 8080, protocol: 'http', longestRequest: '60s', longestStream: '60s' },
      }),
    );
    const rendered = ({ documents }: typeof typed) =>
      documents.filter(({ path }) => path !== undefined).map(({ id, sha256 }) => `${id} ${sha256}`);

    expect(rendered(typed)).toEqual(rendered(render(service('echo'))));
  });

  it('is what the other props suggest: a stream is as long as a request', () => {
    expect(propsOf({ serves: { longestRequest: '3m' } })['serves.longestStream']).toMatchObject({
      value: '3m',
      origin: 'default',
    });
  });
});

describe('a prop is refused', () => {
  it.each<[string, LooseProps, readonly string[]]>([
    ['an amount with a blank', { run: { memory: '5 Gi' } }, ['QUANTITY_INVALID echo.run.memory']],
    ['an amount of nothing', { run: { memory: '0Gi' } }, ['QUANTITY_INVALID echo.run.memory']],
    ['a decimal unit', { run: { memory: '1G' } }, ['QUANTITY_INVALID echo.run.memory']],
    ['thousandths of a byte', { run: { memory: '100m' } }, ['QUANTITY_INVALID echo.run.memory']],
    ['a hexadecimal amount', { run: { memory: '0x10Gi' } }, ['QUANTITY_INVALID echo.run.memory']],
    ['an amount as a number', { run: { memory: 512 } }, ['QUANTITY_INVALID echo.run.memory']],
    ['no processor', { run: { cpu: 0 } }, ['QUANTITY_INVALID echo.run.cpu']],
    ['less than no processor', { run: { cpu: -1 } }, ['QUANTITY_INVALID echo.run.cpu']],
    ['no number of processors', { run: { cpu: Number.NaN } }, ['QUANTITY_INVALID echo.run.cpu']],
    ['processors as a text without a unit', { run: { cpu: '2' } }, ['QUANTITY_INVALID echo.run.cpu']],
    ['more processors than any machine has', { run: { cpu: 1e6 } }, ['QUANTITY_INVALID echo.run.cpu']],
    ['a sliver of a processor that rounds to none', { run: { cpu: 1e-10 } }, ['QUANTITY_INVALID echo.run.cpu']],
    ['root', { run: { runAs: 0 } }, ['VALUE_INVALID echo.run.runAs']],
    ['a user by name', { run: { runAs: 'app' } }, ['VALUE_INVALID echo.run.runAs']],
    ['arguments in one text', { run: { args: '--fast' } }, ['VALUE_INVALID echo.run.args']],
    ['an argument that is a number', { run: { args: ['--port', 8080] } }, ['VALUE_INVALID echo.run.args']],
    ['a command in one text', { run: { command: '/bin/serve' } }, ['VALUE_INVALID echo.run.command']],
    [
      'a variable that is a number',
      { run: { variables: { WORKERS: 4 } } },
      ['VALUE_INVALID echo.run.variables.WORKERS'],
    ],
    [
      'a variable that is nothing',
      { run: { variables: { WORKERS: null } } },
      ['VALUE_INVALID echo.run.variables.WORKERS'],
    ],
    [
      'a variable with a hyphen',
      { run: { variables: { 'LOG-LEVEL': 'info' } } },
      ['NAME_INVALID echo.run.variables.LOG-LEVEL'],
    ],
    ['variables in one text', { run: { variables: 'A=b' } }, ['VALUE_INVALID echo.run.variables']],
    ['run as a number', { run: 5 }, ['VALUE_INVALID echo.run']],
    ['run as a list', { run: [] }, ['VALUE_INVALID echo.run']],
    ['serves as nothing', { serves: null }, ['VALUE_INVALID echo.serves']],
    ['port 0', { serves: { port: 0 } }, ['PORT_INVALID echo.serves.port']],
    ['a privileged port', { serves: { port: 1023 } }, ['PORT_INVALID echo.serves.port']],
    ['a port above the last', { serves: { port: 65_536 } }, ['PORT_INVALID echo.serves.port']],
    ['half a port', { serves: { port: 8080.5 } }, ['PORT_INVALID echo.serves.port']],
    ['a port as a text', { serves: { port: '8080' } }, ['PORT_INVALID echo.serves.port']],
    ['an unknown protocol', { serves: { protocol: 'tcp' } }, ['VALUE_INVALID echo.serves.protocol']],
    ['a path without a slash', { serves: { ready: 'health' } }, ['VALUE_INVALID echo.serves.ready']],
    ['a path with a query', { serves: { ready: '/health?deep=1' } }, ['VALUE_INVALID echo.serves.ready']],
    ['a path for gRPC', { serves: { protocol: 'grpc', ready: '/health' } }, ['VALUE_INVALID echo.serves.ready']],
    ['a negative duration', { serves: { longestRequest: '-5ms' } }, ['DURATION_INVALID echo.serves.longestRequest']],
    ['a duration of nothing', { serves: { longestStream: '0s' } }, ['DURATION_INVALID echo.serves.longestStream']],
    ['an idle time that is none', { serves: { keepAlive: 'long' } }, ['DURATION_INVALID echo.serves.keepAlive']],
    ['a duration with a blank', { serves: { longestRequest: '5 s' } }, ['DURATION_INVALID echo.serves.longestRequest']],
    ['a duration as a number', { serves: { longestRequest: 60 } }, ['DURATION_INVALID echo.serves.longestRequest']],
    ['a duration above a day', { serves: { longestRequest: '25h' } }, ['DURATION_INVALID echo.serves.longestRequest']],
    ['minus one pod', { replicas: -1 }, ['REPLICAS_INVALID echo.replicas']],
    ['half a pod', { replicas: 1.5 }, ['REPLICAS_INVALID echo.replicas']],
    ['pods as a text', { replicas: '3' }, ['REPLICAS_INVALID echo.replicas']],
    ['more pods than a thousand', { replicas: 1001 }, ['REPLICAS_INVALID echo.replicas']],
    ['a range that nothing scales', { replicas: { min: 1, max: 3 } }, ['SCALE_SIGNAL_MISSING echo.replicas']],
    ['a range from none', { replicas: { min: 0, max: 3 } }, ['REPLICAS_INVALID echo.replicas']],
    ['a range that is crossed', { replicas: { min: 5, max: 3 } }, ['REPLICAS_INVALID echo.replicas']],
    ['no pods at all', { replicas: null }, ['REPLICAS_INVALID echo.replicas']],
    ['an image by tag', { image: 'images.harbour.example/models/echo:1.2' }, ['IMAGE_BY_TAG echo.image']],
    ['an image with half a digest', { image: 'echo@sha256:abc' }, ['IMAGE_INVALID echo.image']],
    ['an image that is nothing', { image: null }, ['IMAGE_INVALID echo.image']],
    ['no image', { image: undefined }, ['VALUE_INVALID echo.image']],
    ['calls of itself', { calls: ['echo'] }, ['NAME_INVALID echo.calls']],
    ['calls of the main application', { calls: ['rails'] }, ['NAME_INVALID echo.calls']],
    ['calls in one text', { calls: 'gitlab-api' }, ['VALUE_INVALID echo.calls']],
    ['a misspelt prop of run', { run: { memmory: '1Gi' } }, ['PROP_UNKNOWN echo.run.memmory']],
    ['a misspelt prop of serves', { serves: { prot: 80 } }, ['PROP_UNKNOWN echo.serves.prot']],
  ])('where it is %s', (_, props, refusals) => {
    expect(refusalsIn(render(service('echo', props)))).toEqual(refusals);
  });

  it('for a name that is not pinned, and the nearest pin is offered', () => {
    const mistake = mistakeIn(render(service('echo', (env) => ({ image: env.image('ecko') }))), 'IMAGE_NOT_PINNED');

    expect(mistake).toMatchObject({ at: 'echo.image', given: 'ecko', allowed: ['echo', 'ranker'] });
    expect(mistake.fix).toContain("'echo'");
  });

  it('for an image that is called as every object is', () => {
    expect(refusalsIn(render(service('echo', (env) => ({ image: env.image('constructor') }))))).toEqual([
      'IMAGE_NOT_PINNED echo.image',
    ]);
  });

  it('at the place of the workload that has it', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new Workload(of, 'helper', { image: env.image('nope'), run: { memory: '5 Gi' as never } });
      }),
    );

    expect(refusalsIn(rendering)).toEqual([
      'IMAGE_NOT_PINNED echo.helper.image',
      'QUANTITY_INVALID echo.helper.run.memory',
    ]);
  });
});

describe('a prop is taken', () => {
  it.each<[string, LooseProps]>([
    ['the lowest port', { serves: { port: 1024 } }],
    ['the highest port', { serves: { port: 65_535 } }],
    ['a thousand pods', { replicas: 1000 }],
    ['a whole day', { serves: { longestRequest: '24h' } }],
    ['a thousandth of a core', { run: { cpu: '1m' } }],
    ['an image by digest, at a host that lets anybody pull', { image: `ghcr.io/${pinned('echo')}` }],
    ['an image without a host', { image: `vllm/vllm-openai@${pinned('echo').split('@')[1] ?? ''}` }],
    ['a variable that looks like a boolean', { run: { variables: { COUNTRY: 'NO', EMPTY: '' } } }],
    ['the last user id', { run: { runAs: 65_534 } }],
  ])('where it is %s', (_, props) => {
    expect(refusalsIn(render(service('echo', props)))).toEqual([]);
  });
});
