import type { Attribute, BlockSchema, NestedBlock } from './schema';

/** What Terraform itself reads, whoever the provider is. Source: the configuration language of Terraform 1.11. */

const text: Attribute = ['o', 'string'];
const flag: Attribute = ['o', 'bool'];
const anything: Attribute = ['o', 'dynamic'];
const texts: Attribute = ['o', ['list', 'string']];

const condition: NestedBlock = [
  'list',
  0,
  0,
  { attributes: { condition: ['r', 'dynamic'], error_message: ['r', 'string'] } },
];
const conditions = { precondition: condition, postcondition: condition };

/** The block `lifecycle` of a resource; `ignore_changes` and `replace_triggered_by` are read as references. */
const lifecycle: NestedBlock = [
  'single',
  0,
  1,
  {
    attributes: {
      create_before_destroy: flag,
      ignore_changes: anything,
      prevent_destroy: flag,
      replace_triggered_by: anything,
    },
    blocks: conditions,
  },
];

const everywhere = { count: ['o', 'number'], depends_on: texts, for_each: anything, provider: text } as const;

/** What may stand in every block of a section beside what its type allows. */
export const META: Readonly<Record<'resource' | 'data', BlockSchema>> = {
  resource: { attributes: { ...everywhere, connection: anything, provisioner: anything }, blocks: { lifecycle } },
  data: { attributes: everywhere, blocks: { lifecycle: ['single', 0, 1, { blocks: conditions }] } },
};

/** What may stand in the block of a provider beside what the provider allows. */
export const PROVIDER_META: BlockSchema = { attributes: { alias: text, version: ['od', 'string'] } };

/** One entry of required_providers. */
export const REQUIRED_PROVIDER: BlockSchema = {
  attributes: { configuration_aliases: texts, source: text, version: text },
};

/** Blocks of the language, by kind; a kind that is missing here holds whatever its author wants. */
export const BLOCKS: Readonly<Record<string, BlockSchema>> = {
  output: {
    attributes: {
      depends_on: texts,
      description: text,
      ephemeral: flag,
      sensitive: flag,
      value: ['r', 'dynamic'],
    },
    blocks: { precondition: condition },
  },
  variable: {
    attributes: {
      default: anything,
      description: text,
      ephemeral: flag,
      nullable: flag,
      sensitive: flag,
      type: anything,
    },
    blocks: { validation: condition },
  },
  moved: { attributes: { from: ['r', 'string'], to: ['r', 'string'] } },
  import: { attributes: { for_each: anything, id: ['r', 'string'], provider: text, to: ['r', 'string'] } },
};

/** Backends whose arguments are known; Terraform reads them before it knows any value, so that they hold literals only. */
export const BACKENDS: Readonly<Record<string, BlockSchema>> = {
  gcs: {
    attributes: {
      access_token: ['os', 'string'],
      bucket: ['r', 'string'],
      credentials: ['os', 'string'],
      encryption_key: ['os', 'string'],
      impersonate_service_account: text,
      impersonate_service_account_delegates: texts,
      kms_encryption_key: text,
      prefix: text,
      storage_custom_endpoint: text,
    },
  },
  local: { attributes: { path: text, workspace_dir: text } },
};

/** All backends that Terraform has. */
export const BACKEND_NAMES: readonly string[] = [
  'azurerm',
  'consul',
  'cos',
  'gcs',
  'http',
  'kubernetes',
  'local',
  'oss',
  'pg',
  'remote',
  's3',
];
