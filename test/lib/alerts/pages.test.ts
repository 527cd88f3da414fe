import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from '../../../lib/alerts/pages';

const LIB = join(__dirname, '../../../lib');

/** The names of alerts that rules are made with, as they are written. */
const alerts = ['slo', 'alerts', 'logs'].flatMap((folder) => {
  const files = readdirSync(LIB).includes(folder) ? readdirSync(join(LIB, folder)) : [];
  return files
    .filter((file) => !file.endsWith('pages.ts'))
    .flatMap(
      (file) => readFileSync(join(LIB, folder, file), 'utf8').match(/'Ml(?:Service|Environment)[A-Z]\w+'/g) ?? [],
    )
    .map((name) => name.slice(1, -1));
});

describe('the pages of alerts', () => {
  it('say of every alert that there is what it means, and of no other', () => {
    expect(Object.keys(PAGES).sort()).toEqual([...new Set(alerts)].sort());
    expect(alerts.length).toBeGreaterThan(15);
  });

  it('name three different things to look at', () => {
    const context = { service: 'echo', environment: 'harbour', workloads: ['api'], callers: ['rails'] };
    const looks = Object.values(PAGES).map((page) => new Set(page(context).look).size);
    expect(new Set(looks)).toEqual(new Set([3]));
  });
});
