import { CATALOGUE_AS_OF } from '../../gpu/catalogue';
import { gpuPoolsOf } from '../gpu-pods';
import type { Rule } from '../rule';

const DAY = 24 * 60 * 60 * 1000;

/** Says that prices, zones and machines are old. It needs the day, which no rule looks up: `--now` names it. */
export const gpuCatalogueStale: Rule = {
  code: 'GPU_CATALOGUE_STALE',
  severity: 'warning',
  title: 'the catalogue of GPUs, from which pools and prices come, is younger than a year',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly, { today }) {
    const [pool] = gpuPoolsOf(assembly);
    if (today === undefined || pool === undefined) return;
    const days = Math.floor((Date.parse(today) - Date.parse(CATALOGUE_AS_OF)) / DAY);
    if (days <= 365) return;
    yield {
      document: pool.document.id,
      path: 'node_config.guest_accelerator',
      problem: `comes from a catalogue of ${CATALOGUE_AS_OF}, ${days} days before ${today}`,
      fix: 'upgrade taxiway, or hold lib/gpu/catalogue.ts and prices.ts against their sources',
    };
  },
};
