import { REPLACING, replacingOf } from '../../../lib/gpu/replacing';
import facts from './node-pool-force-new.json';

/** Every argument of a node pool, and whether a change of it replaces the pool: read from the source of provider google 6.50.0. */
const FORCE_NEW: Readonly<Record<string, boolean>> = facts;
const camel = (path: string): string => path.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const covered = (path: string): boolean => REPLACING.some((one) => path === one || path.startsWith(`${one}.`));

describe('the arguments that replace a node pool', () => {
  it('are those that the provider says, and no other', () => {
    const replacing = Object.keys(FORCE_NEW).filter((path) => FORCE_NEW[path] === true && path !== 'node_config');

    const missing = replacing.map(camel).filter((path) => !covered(path));

    expect(missing.sort()).toEqual(['name', 'namePrefix']);
  });

  it('are arguments that there are', () => {
    const known = new Map(Object.entries(FORCE_NEW).map(([path, force]) => [camel(path), force]));

    expect(REPLACING.filter((path) => known.get(path) !== true)).toEqual([]);
  });

  it('are taken from a pool where it has them', () => {
    const pool = {
      name: 'one',
      cluster: 'quay',
      autoscaling: { totalMaxNodeCount: 3 },
      nodeConfig: { machineType: 'g2-standard-8', spot: true, guestAccelerator: [{ type: 'nvidia-l4', count: 1 }] },
    };

    expect(replacingOf(pool)).toEqual([
      ['cluster', 'quay'],
      ['nodeConfig.guestAccelerator', [{ type: 'nvidia-l4', count: 1 }]],
      ['nodeConfig.spot', true],
    ]);
  });
});
