import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Read } from '../support/documents';
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

type Fault = readonly [what: string, edit: (stack: Read) => unknown, says: RegExp];

const firstOf = (group: Read): Read => Object.values<Read>(group)[0];
const pool = (stack: Read): Read => firstOf(stack.resource.google_container_node_pool);
const member = (stack: Read): Read => firstOf(stack.resource.google_project_iam_member);

/**
 * One mistake at a time in the platform's stack, and the words in which it has to be rejected. Terraform judges in
 * stages: beside a reference that leads nowhere it would not look at arguments at all.
 */
const FAULTS: readonly Fault[] = [
  [
    'a required argument that is missing',
    (stack) => delete pool(stack).cluster,
    /Missing required argument .*The argument "cluster" is required/,
  ],
  [
    'a required argument that is missing two blocks down',
    (stack) => delete pool(stack).node_config.guest_accelerator[0].count,
    /Missing required argument .*The argument "count" is required/,
  ],
  [
    'an argument that there is not',
    (stack) => (pool(stack).nodecount = 3),
    /Extraneous JSON object property .*No argument or block type is named "nodecount"\. Did you mean "node_count"\?/,
  ],
  [
    'an argument that there is one block up only',
    (stack) => (pool(stack).node_config.max_pods_per_node = 8),
    /No argument or block type is named "max_pods_per_node"/,
  ],
  [
    'a word for a number',
    (stack) => (pool(stack).autoscaling.total_max_node_count = 'many'),
    /Incorrect attribute value type .*Inappropriate value for attribute "total_max_node_count": a number is required/,
  ],
  [
    'a list for a text',
    (stack) => (member(stack).role = ['roles/viewer']),
    /Inappropriate value for attribute "role": string required/,
  ],
  [
    'a block twice that may be there once',
    (stack) => (pool(stack).autoscaling = [pool(stack).autoscaling, pool(stack).autoscaling]),
    /Too many autoscaling blocks .*No more than 1 "autoscaling" blocks are allowed/,
  ],
  [
    'a resource type that there is not',
    (stack) => (stack.resource.google_node_pool = { pool: { name: 'pool' } }),
    /Invalid resource type .*does not support resource type "google_node_pool"/,
  ],
  [
    'a reference to nothing',
    (stack) => (member(stack).member = 'serviceAccount:${google_service_account.nobody.email}'),
    /Reference to undeclared resource .* managed resource "google_service_account" "nobody"/,
  ],
  [
    'an attribute that a resource does not have',
    (stack) => {
      const name = Object.keys(stack.resource.google_service_account)[0] ?? '';
      member(stack).member = `serviceAccount:\${google_service_account.${name}.mail}`;
    },
    /Unsupported attribute .*no argument, nested block, or exported attribute named "mail"/,
  ],
  [
    'a function that there is not',
    (stack) => (member(stack).role = '${capitalise("roles/viewer")}'),
    /Call to unknown function .*There is no function named "capitalise"/,
  ],
  [
    'an expression that does not end',
    (stack) => (member(stack).role = '${upper("roles/viewer"'),
    /Unterminated function call/,
  ],
  [
    'two resources that need each other',
    (stack) => {
      const [name = ''] = Object.keys(stack.resource.google_service_account);
      const [other = ''] = Object.keys(stack.resource.google_project_iam_member);
      stack.resource.google_service_account[name].display_name = `\${google_project_iam_member.${other}.id}`;
      member(stack).member = `serviceAccount:\${google_service_account.${name}.email}`;
    },
    /Cycle: google_/,
  ],
];

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

  it.each(FAULTS)('rejects %s', async (_, edit, says) => {
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
      `init and validate of ${valid.length} of ${valid.length} stacks with ${blocks} resources, against ${terraform.provenance}; ${FAULTS.length} seeded mistakes rejected, each in the words for it`,
    );
  });
});
