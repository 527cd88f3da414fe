import { synthesize } from '../../constructs/synthesize';
import { production } from '../../environments/production';
import { filesOf } from '../../lib/assembly/layout';
import { RULES } from '../../lib/check/rules/all';
import { TaxiwayError } from '../../lib/errors';
import { reachOf } from '../../lib/reach/reach';
import { obeyStops } from '../../lib/stop/obey';
import { readStops, textOfStops, type StopRecord } from '../../lib/stop/record';
import { STOP_LEVELS, type StopLevel } from '../../lib/stop/level';
import { placements } from '../../services';
import { assemblyOf, documentOf, findingsOf } from '../support/assemblies';
import { unclassifiedIn } from '../support/classified';

const SERVICES = ['code-suggestions', 'embeddings', 'spamcheck', 'suggested-reviewers', 'workflow-agent'];

function at(level: StopLevel): StopRecord {
  return { level, who: 'on-call', why: 'it answers nonsense', when: '2026-11-28T12:00:00Z' };
}

/** The edges of one service, each as text. */
function edgesAt(level: StopLevel | undefined, service: string): readonly string[] {
  const placed = assemblyOf('production');
  const { edges } = reachOf(level === undefined ? placed : obeyStops(placed, { [service]: at(level) }));
  const own = (end: string): boolean => end.startsWith(`${service}/`);
  return edges.filter(({ from, to }) => own(from) || own(to)).map(({ from, how, to }) => `${from} ${how} ${to}`);
}

describe('a stopped service', () => {
  it.each(SERVICES)('is reached by nothing and reaches nothing in quarantine: %s', (service) => {
    expect(edgesAt(undefined, service).length).toBeGreaterThan(0);
    expect(edgesAt('quarantine', service)).toEqual([]);
  });

  it('wants no pods from stop on, and all of them while it drains', () => {
    const replicas = STOP_LEVELS.map((level) => {
      const stopped = obeyStops(assemblyOf('production'), { spamcheck: at(level) });
      return documentOf(stopped, 'Deployment/spamcheck/api').object['spec'];
    });

    expect(replicas).toMatchObject([{ replicas: 2 }, { replicas: 0 }, { replicas: 0 }]);
  });

  it.each(STOP_LEVELS)('leaves accounts, mounts, pools and every other service as they are at %s', (level) => {
    const placed = assemblyOf('production');
    const stopped = obeyStops(placed, { 'code-suggestions': at(level) });

    const others = (all: typeof placed) => all.documents.filter(({ service }) => service !== 'code-suggestions');
    expect(others(stopped)).toEqual(others(placed));
    expect(documentOf(stopped, 'code-suggestions:grants/terraform/resource.google_service_account/-/deploy')).toEqual(
      documentOf(placed, 'code-suggestions:grants/terraform/resource.google_service_account/-/deploy'),
    );
  });

  it.each(STOP_LEVELS)('comes back byte for byte once it is not stopped any more: %s', (level) => {
    const render = (stops: Record<string, StopRecord>) => {
      const outcome = synthesize(placements, production, { stops });
      if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes));
      return filesOf(outcome.assembly.documents);
    };

    const [placed, stopped, restored] = [render({}), render({ spamcheck: at(level) }), render({})];

    expect(restored).toEqual(placed);
    expect(stopped).not.toEqual(placed);
  });

  it.each(STOP_LEVELS)(
    'passes every rule, with or without GPUs, and leaves those who call it nothing to answer for: %s',
    (level) => {
      const stopped = obeyStops(
        assemblyOf('production'),
        Object.fromEntries(SERVICES.map((service) => [service, at(level)])),
      );

      expect(findingsOf(stopped, RULES)).toEqual([]);
    },
  );

  it.each(STOP_LEVELS)('emits nothing without a class: %s', (level) => {
    const stops = Object.fromEntries(SERVICES.map((service) => [service, at(level)]));

    expect(unclassifiedIn(obeyStops(assemblyOf('production'), stops).documents).offenders).toEqual([]);
  });
});

describe('a stops file', () => {
  it('is read as it was written, by service', () => {
    const stops = { spamcheck: at('drain'), embeddings: at('quarantine') };

    expect(readStops(textOfStops(stops), 'a.stops.json')).toEqual(stops);
    expect(Object.keys(JSON.parse(textOfStops(stops)) as object)).toEqual(['embeddings', 'spamcheck']);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an unknown level', '{"a":{"level":"halt","who":"a","why":"b","when":"2026-11-28"}}'],
    ['no reason', '{"a":{"level":"stop","who":"a","why":" ","when":"2026-11-28"}}'],
    ['no time', '{"a":{"level":"stop","who":"a","why":"b","when":"soon"}}'],
  ])('is refused where it holds %s', (_, text) => {
    const read = (): unknown => readStops(text, 'a.stops.json');

    expect(read).toThrow(TaxiwayError);
    expect(read).toThrow('STOPS_INVALID');
  });

  it('is refused where it names a service that is not placed', () => {
    const outcome = synthesize(placements, production, { stops: { spamchek: at('stop') } });

    expect('mistakes' in outcome ? outcome.mistakes.map(({ code }) => code) : []).toEqual(['STOP_NOT_PLACED']);
  });
});
