import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCHEMAS = join(__dirname, '../../schemas');
/** A folder of CustomResourceDefinitions, one a file; those of kinds that we typed ourselves are compared with ours. */
const FOLDER = process.env['TAXIWAY_DEFINITIONS'];

function compare(folder: string): {
  readonly code: number;
  readonly compared: readonly string[];
  readonly said: string;
} {
  try {
    const said = execFileSync('node', [join(SCHEMAS, 'compare.mjs'), folder], { encoding: 'utf8', stdio: 'pipe' });
    return { code: 0, compared: JSON.parse(said.trim().split('\n').at(-1)!).compared, said };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { code: status, compared: [], said: stderr };
  }
}

/** A part of a schema, as JSON was parsed. */
type Spec = ReturnType<typeof JSON.parse>;

describe('the kinds that we typed', () => {
  const own = mkdtempSync(join(tmpdir(), 'taxiway-definitions-'));
  afterAll(() => rmSync(own, { recursive: true }));

  /** A definition as our own schema makes it, changed. */
  function definition(kind: string, change: (spec: Spec) => void = () => undefined): void {
    const script = `import('${SCHEMAS}/sources.mjs').then(({ typedKinds, definitionOf }) => {
      console.log(JSON.stringify(definitionOf(typedKinds().find((one) => one.kind === '${kind}')))); })`;
    const made = JSON.parse(execFileSync('node', ['-e', script], { encoding: 'utf8' }));
    change(made.spec.versions[0].schema.openAPIV3Schema.properties.spec);
    writeFileSync(join(own, 'definition.json'), JSON.stringify(made));
  }

  it('are what they are', () => {
    definition('HealthCheckPolicy');

    expect(compare(own)).toMatchObject({ code: 0, compared: ['healthcheckpolicies.networking.gke.io'] });
  });

  it.each<[string, (spec: Spec) => void]>([
    ['a field that ours lacks', (spec) => (spec.properties.more = { type: 'string' })],
    ['a field that only ours has', (spec) => delete spec.properties.default.properties.logConfig],
    ['a word that ours lacks', (spec) => spec.properties.default.properties.config.properties.type.enum.push('SSL')],
    ['a bound that ours keeps closer', (spec) => (spec.properties.default.properties.timeoutSec.maximum = 301)],
    ['another type', (spec) => (spec.properties.default.properties.timeoutSec.type = 'string')],
    ['a field that need not be there', (spec) => (spec.required = [])],
  ])('are found to differ by %s', (_, change) => {
    definition('HealthCheckPolicy', change);

    expect(compare(own)).toMatchObject({ code: 1, said: expect.stringContaining('healthcheckpolicies') });
  });

  const where = FOLDER === undefined ? it.skip : it;
  where('are those of the definitions in TAXIWAY_DEFINITIONS', () => {
    const { code, compared, said } = compare(FOLDER!);

    expect(said).not.toMatch(/is missing in ours|of ours alone/);
    expect(code).toBe(0);
    expect(compared.length).toBe(JSON.parse(readFileSync(join(SCHEMAS, 'sources.json'), 'utf8')).typed.length);
  });
});
