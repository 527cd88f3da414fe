import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Read } from '../support/documents';
import { TERRAFORM_FAULTS } from './faults/terraform';
import { describeWith, prove } from './support/engine';
import { assemblyOf, DIST, ENVIRONMENTS, stacksOf } from './support/fleet';
import { Terraform, wordsOf } from './support/terraform';

const textOf = (environment: string, stack: string): string =>
  readFileSync(join(DIST, environment, stack, 'cdk.tf.json'), 'utf8');

/** The blocks of an environment that Terraform asks a provider about. */
function resources(environment: string): readonly { readonly kind: string }[] {
  return assemblyOf(environment).documents.filter(({ kind }) => /^(?:resource|data)\./.test(kind));
}

/** The pinned providers by name, as every stack requires them. */
function requiredProviders(): Readonly<Record<string, string>> {
  const { google, vault } = JSON.parse(textOf('staging', 'platform/terraform')).terraform.required_providers;
  return { google: google.version, vault: vault.version };
}

describeWith('terraform', () => {
  let terraform: Terraform;

  beforeAll(async () => {
    const kinds = ENVIRONMENTS.flatMap((environment) => resources(environment)).map(
      ({ kind }) => kind.split('.')[1] ?? '',
    );
    terraform = await Terraform.start([...new Set(kinds)], requiredProviders());
  });

  afterAll(() => {
    terraform.stop();
  });

  const valid: string[] = [];

  it.each(ENVIRONMENTS)('takes every stack of %s', async (environment) => {
    const stacks = stacksOf(environment);

    for (const stack of stacks) {
      const result = await terraform.validate(textOf(environment, stack));

      expect({ stack, code: result.code, says: wordsOf(result) }).toEqual({
        stack,
        code: 0,
        says: 'Success! The configuration is valid.',
      });
      valid.push(stack);
    }
    expect(stacks.length).toBeGreaterThan(2);
  });

  it.each(TERRAFORM_FAULTS)('rejects %s', async (_, edit, says) => {
    const stack: Read = JSON.parse(textOf('staging', 'platform/terraform'));
    edit(stack);

    // Terraform quotes the line at fault: a whole stack on one line would hold every word.
    const result = await terraform.validate(JSON.stringify(stack, undefined, 2));

    expect(result.code).toBe(1);
    expect(wordsOf(result)).toMatch(says);
  });

  it('took every stack of every environment', () => {
    const blocks = ENVIRONMENTS.flatMap((environment) => resources(environment)).length;

    expect(valid).toHaveLength(ENVIRONMENTS.flatMap((environment) => stacksOf(environment)).length);
    prove(
      'terraform',
      'stacks',
      `init and validate of ${valid.length} of ${valid.length} stacks with ${blocks} resources, against ${terraform.provenance}; ${TERRAFORM_FAULTS.length} seeded mistakes rejected, each in the words for it`,
    );
  });
});
