import { synthesize } from '../../constructs/synthesize';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { asksForGpus, type Demand } from '../../lib/demand';
import { toDemand } from '../../lib/foreign/demand';
import { placeForeign } from '../../lib/foreign/read';
import { place } from '../../lib/placement';
import { find } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

const spec = testEnvironment({ gpus: { l4: { limit: 4 } } });
const table = (id: string, replicas: number) => [place(service(id, { gpu: { model: 'l4' }, replicas }), [spec])];

const written = find(render(service('echo', { gpu: { model: 'l4' }, replicas: 2 }), spec), 'GpuNodes', 'api');

function read(changes: Readonly<Record<string, unknown>>): ReturnType<typeof toDemand> {
  const object = { ...written.object, ...changes };
  for (const [key, value] of Object.entries(changes)) if (value === undefined) Reflect.deleteProperty(object, key);
  const document: Document = { ...written, object: object as JsonObject };
  return toDemand(document, spec, 'theirs');
}

const spareOf = (demand: Demand | object) => ('kind' in demand && asksForGpus(demand) ? demand.spare : undefined);

describe('how the pods of a service elsewhere roll', () => {
  it('is what its demand says', () => {
    expect(spareOf(read({}))).toBe('surge');
    expect(spareOf(read({ spare: 'none', surge: 0 }))).toBe('none');
    expect(spareOf(read({ spare: 'downtime', surge: 0 }))).toBe('downtime');
  });

  it('was with a pod more before there was a choice', () => {
    expect(spareOf(read({ spare: undefined }))).toBe('surge');
  });

  it.each([
    ['a word that nobody knows', { spare: 'later' }],
    ['no word', { spare: 7 }],
    ['one way by its word and another by its pods', { spare: 'downtime' }],
    ['a pod more that is none', { spare: 'surge', surge: 0 }],
  ])('is refused as %s', (_, changes) => {
    expect(read(changes)).toMatchObject({ code: 'DEMAND_UNKNOWN' });
  });
});

describe('a platform with services of another repository', () => {
  /** Services of this repository beside one of another, of so many pods each. */
  function beside(here: number, there: number): ReturnType<typeof synthesize> {
    const theirs = synthesize(table('echo', there), spec, { platform: false });
    if ('mistakes' in theirs) throw new Error('the other repository has mistakes');
    const foreign = [{ from: 'theirs', assembly: theirs.assembly, services: ['echo'], demands: [] }];
    const placed = placeForeign(foreign, spec);
    expect(placed.mistakes).toEqual([]);
    return synthesize(table('agent', here), spec, { foreign: placed.foreign });
  }

  it('refuses a rollout that neither of them could finish, though each alone could', () => {
    expect(beside(1, 3)).toMatchObject({ mistakes: [{ code: 'ROLLOUT_STUCK', at: 'harbour.gpus.l4.limit' }] });
    expect(beside(2, 3)).toMatchObject({ mistakes: [{ code: 'GPU_LIMIT_EXCEEDED' }] });
  });

  it('has one place more for all of them', () => {
    const outcome = beside(1, 2);

    if ('mistakes' in outcome) throw new Error(outcome.mistakes.map(({ problem }) => problem).join());
    const pool = outcome.assembly.documents.find(({ id }) => id.endsWith('google_container_node_pool/-/l4-x1'));
    expect(pool?.object['autoscaling']).toMatchObject({ total_max_node_count: 4 });
  });
});
