import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentsOf, synthesize } from '../../constructs/synthesize';
import { filesOf } from '../../lib/assembly/layout';
import { placements } from '../../services/index';
import { expectGolden, firstDifference } from '../support/golden';

/** Whole files of a few placements: what a reviewer reads when a default changes. */
const GOLDEN: Readonly<Record<string, readonly string[]>> = {
  production: [
    'code-suggestions/grants/kubernetes.yaml',
    'code-suggestions/grants/terraform/cdk.tf.json',
    'code-suggestions/kubernetes.yaml',
    'platform/kubernetes.yaml',
    'platform/terraform/cdk.tf.json',
  ],
  sandbox: [
    'embeddings/grants/kubernetes.yaml',
    'embeddings/grants/terraform/cdk.tf.json',
    'embeddings/kubernetes.yaml',
  ],
};

const rendered = new Map(
  environmentsOf(placements)
    .filter(({ name }) => name in GOLDEN)
    .map((spec) => {
      const outcome = synthesize(placements, spec);
      return [spec.name, filesOf('assembly' in outcome ? outcome.assembly.documents : [])] as const;
    }),
);

describe.each(Object.keys(GOLDEN))('what is rendered for %s', (environment) => {
  it.each(GOLDEN[environment]!)('is what was reviewed: %s', (path) => {
    const text = rendered.get(environment)?.get(path);

    expect(text).toBeDefined();
    expectGolden(`${environment}/${path}`, text!);
  });

  it('has no reviewed file that nobody renders any more', () => {
    const folder = join(__dirname, '..', 'golden', environment);
    const committed = existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path))
      : [];

    expect(committed.sort()).toEqual([...GOLDEN[environment]!].sort());
  });
});

describe('a difference from what was reviewed', () => {
  it('is shown from its first line on, with what leads to it', () => {
    const shown = firstDifference('a\nb\nc\nd\n', 'a\nb\nx\nd\n');

    expect(shown.split('\n').slice(1)).toEqual(['    a', '    b', '  - c', '  - d', '  - ', '  + x', '  + d', '  + ']);
  });

  it('is shown where one text merely ends earlier', () => {
    expect(firstDifference('a\nb\n', 'a\n').split('\n')[0]).toMatch(/ 2 /);
  });
});
