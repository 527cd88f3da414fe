import type { Read } from '../../support/documents';

/** What is done to a good stack, the words in which Terraform has to reject it, and our check that finds it before. */
export type TerraformFault = readonly [
  what: string,
  edit: (stack: Read) => unknown,
  says: RegExp,
  code: string | undefined,
];

const firstOf = (group: Read): Read => Object.values<Read>(group)[0];
/** The first pool of nodes with GPUs. */
const pool = (stack: Read): Read =>
  Object.values<Read>(stack.resource.google_container_node_pool).find(
    ({ node_config: { guest_accelerator } }) => guest_accelerator,
  );
const member = (stack: Read): Read => firstOf(stack.resource.google_project_iam_member);

/**
 * One mistake at a time in the platform's stack, and the words in which it has to be rejected. Terraform judges in
 * stages: beside a reference that leads nowhere it would not look at arguments at all. Without a code where only Terraform
 * reads what is broken: expressions, functions and cycles.
 */
export const TERRAFORM_FAULTS: readonly TerraformFault[] = [
  [
    'a required argument that is missing',
    (stack) => delete pool(stack).cluster,
    /Missing required argument .*The argument "cluster" is required/,
    'ARGUMENT_INVALID',
  ],
  [
    'a required argument that is missing two blocks down',
    (stack) => delete pool(stack).node_config.guest_accelerator[0].count,
    /Missing required argument .*The argument "count" is required/,
    'ARGUMENT_INVALID',
  ],
  [
    'an argument that there is not',
    (stack) => (pool(stack).nodecount = 3),
    /Extraneous JSON object property .*No argument or block type is named "nodecount"\. Did you mean "node_count"\?/,
    'ARGUMENT_UNKNOWN',
  ],
  [
    'an argument that there is one block up only',
    (stack) => (pool(stack).node_config.max_pods_per_node = 8),
    /No argument or block type is named "max_pods_per_node"/,
    'ARGUMENT_UNKNOWN',
  ],
  [
    'a word for a number',
    (stack) => (pool(stack).autoscaling.total_max_node_count = 'many'),
    /Incorrect attribute value type .*Inappropriate value for attribute "total_max_node_count": a number is required/,
    'ARGUMENT_INVALID',
  ],
  [
    'a list for a text',
    (stack) => (member(stack).role = ['roles/viewer']),
    /Inappropriate value for attribute "role": string required/,
    'ARGUMENT_INVALID',
  ],
  [
    'a block twice that may be there once',
    (stack) => (pool(stack).autoscaling = [pool(stack).autoscaling, pool(stack).autoscaling]),
    /Too many autoscaling blocks .*No more than 1 "autoscaling" blocks are allowed/,
    'ARGUMENT_INVALID',
  ],
  [
    'a resource type that there is not',
    (stack) => (stack.resource.google_node_pool = { pool: { name: 'pool' } }),
    /Invalid resource type .*does not support resource type "google_node_pool"/,
    'ARGUMENT_UNKNOWN',
  ],
  [
    'a reference to nothing',
    (stack) => (member(stack).member = 'serviceAccount:${google_service_account.nobody.email}'),
    /Reference to undeclared resource .* managed resource "google_service_account" "nobody"/,
    'REFERENCE_UNKNOWN',
  ],
  [
    'an attribute that a resource does not have',
    (stack) => {
      const name = Object.keys(stack.resource.google_service_account)[0] ?? '';
      member(stack).member = `serviceAccount:\${google_service_account.${name}.mail}`;
    },
    /Unsupported attribute .*no argument, nested block, or exported attribute named "mail"/,
    'REFERENCE_UNKNOWN',
  ],
  [
    'a function that there is not',
    (stack) => (member(stack).role = '${capitalise("roles/viewer")}'),
    /Call to unknown function .*There is no function named "capitalise"/,
    undefined,
  ],
  [
    'an expression that does not end',
    (stack) => (member(stack).role = '${upper("roles/viewer"'),
    /Unterminated function call/,
    undefined,
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
    undefined,
  ],
];
