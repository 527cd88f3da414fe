import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every Markdown file that a reader may open. */
const PAGES = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((path) => `docs/${path}`),
].filter((path) => path.endsWith('.md') && path !== 'docs/taxiway.api.md');

describe('the documentation', () => {
  it('explains every error code, and none that there is not', () => {
    const codes = [...read('lib/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);

    const explained = [...read('docs/errors.md').matchAll(/^## ([A-Z_]+)$/gm)].map(([, code]) => code);

    expect(codes.length).toBeGreaterThan(40);
    expect([...explained].sort()).toEqual([...codes].sort());
  });

  it('has a guide for every construct', () => {
    const constructs = readdirSync(join(ROOT, 'constructs')).filter((file) =>
      / extends (?:Construct|Workload) /.test(read(`constructs/${file}`)),
    );

    const guides = constructs.map((file) => `docs/guides/${file.replace(/\.ts$/, '.md')}`);

    expect(constructs.length).toBeGreaterThan(12);
    expect(guides.filter((guide) => !existsSync(join(ROOT, guide)))).toEqual([]);
  });

  it('gives the state of every requirement of the blueprint', () => {
    const rows = [...read('docs/requirements.md').matchAll(/^\| (R\d{3}) .*\| (met|partly|not yet) /gm)].map(
      ([, id]) => id,
    );

    expect(rows).toEqual(
      '100 110 120 130 140 200 210 220 300 310 320 330 340 350 360 370 390 400 410 420 500'
        .split(' ')
        .map((id) => `R${id}`),
    );
  });

  it.each(PAGES)('has no link in %s that leads nowhere', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);

    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });
});
