import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import { asObject, asText } from '../json';
import { groupBy, stacksOf } from '../stacks';
import type { BlockSchema } from './schema';
import { findSchema, type ProviderSchema } from './vendored';

/** The blocks of one root module, by what they are called in it. */
export interface Stack {
  readonly documents: readonly Document[];
  /** By `provider.google`, `resource.vault_policy.api`, `var.name`, … */
  readonly blocks: ReadonlyMap<string, Document>;
  readonly locals: ReadonlySet<string>;
  /** What required_providers says, by the local name of the provider. */
  readonly required: ReadonlyMap<string, JsonObject>;
  /** Those that were asked for already, by their local name. */
  readonly providers: Map<string, Provider>;
}

const KNOWN = new WeakMap<Assembly, readonly Stack[]>();

/** The root modules of an assembly: one for each stack that has Terraform blocks. */
export function terraformStacks(assembly: Assembly): readonly Stack[] {
  const known = KNOWN.get(assembly);
  if (known !== undefined) return known;
  const stacks: Stack[] = [];
  for (const all of stacksOf(assembly).values()) {
    const documents = all.filter(({ domain }) => domain === 'terraform');
    if (documents.length > 0) stacks.push(stackWith(documents));
  }
  KNOWN.set(assembly, stacks);
  return stacks;
}

function stackWith(documents: readonly Document[]): Stack {
  const blocks = new Map<string, Document>();
  const locals = new Set<string>();
  const required = new Map<string, JsonObject>();
  for (const document of documents) {
    const { kind, object } = document;
    if (kind === 'terraform.required_providers') {
      for (const [name, entry] of Object.entries(object)) {
        required.set(name, typeof entry === 'string' ? { version: entry } : asObject(entry));
      }
    } else if (kind === 'locals') for (const name of Object.keys(object)) locals.add(name);
    else blocks.set(addressOf(document), document);
  }
  return { documents, blocks, locals, required, providers: new Map() };
}

function addressOf(document: Document): string {
  const { kind, object } = document;
  if (!kind.startsWith('provider.')) return `${kind}.${blockName(document)}`;
  const alias = asText(object['alias']);
  return alias === undefined ? kind : `${kind}.${alias}`;
}

/** What a block is called in its module. */
export function blockName({ id }: Document): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The section and the type of a block that a provider makes. */
export type Typed = readonly [section: 'resource' | 'data', type: string];

const TYPED = new Map<string, Typed | undefined>();

/** What a provider makes by this kind of block, or undefined for any other. */
export function typeOf(kind: string): Typed | undefined {
  if (TYPED.has(kind)) return TYPED.get(kind);
  const [section, type, ...rest] = kind.split('.');
  const known = (section === 'resource' || section === 'data') && type !== undefined && rest.length === 0;
  const typed: Typed | undefined = known ? [section, type] : undefined;
  TYPED.set(kind, typed);
  return typed;
}

const RESOURCES = new WeakMap<Assembly, ReadonlyMap<string, readonly Document[]>>();

/** The resources of an assembly by their type. */
export function resourcesByType(assembly: Assembly): ReadonlyMap<string, readonly Document[]> {
  const known = RESOURCES.get(assembly);
  if (known !== undefined) return known;
  const resources = terraformStacks(assembly).flatMap(({ documents }) =>
    documents.filter(({ kind }) => kind.startsWith('resource.')),
  );
  const byType = groupBy(resources, ({ kind }) => kind.slice('resource.'.length));
  RESOURCES.set(assembly, byType);
  return byType;
}

/** A provider as one stack names it. */
export interface Provider {
  /** The name in the stack: `google`. */
  readonly local: string;
  /** `registry.terraform.io/hashicorp/google`. */
  readonly address: string;
  /** What the stack asks for, where it asks for a version. */
  readonly version?: string;
  /** Absent where none is vendored for exactly this version. */
  readonly schema?: ProviderSchema;
  /** The version whose schema is vendored, whether or not the stack asks for it. */
  readonly vendored?: string;
}

/** The provider of this local name: what required_providers says, else Terraform's own guess. */
export function providerOf(stack: Stack, local: string): Provider {
  const known = stack.providers.get(local);
  if (known !== undefined) return known;
  const provider = readProvider(stack, local);
  stack.providers.set(local, provider);
  return provider;
}

function readProvider({ required }: Stack, local: string): Provider {
  const entry = required.get(local);
  const version = asText(entry?.['version'])?.trim();
  const address = local === 'terraform' ? BUILT_IN : fullAddress(asText(entry?.['source']) ?? local);
  const vendored = findSchema(address);
  const exact = vendored !== undefined && (address === BUILT_IN || isExactly(version, vendored.version));
  return { local, address, version, schema: exact ? vendored : undefined, vendored: vendored?.version };
}

const BUILT_IN = 'terraform.io/builtin/terraform';

function fullAddress(source: string): string {
  const parts = source.toLowerCase().split('/');
  if (parts.length === 1) return `registry.terraform.io/hashicorp/${parts[0] ?? ''}`;
  return parts.length === 2 ? `registry.terraform.io/${parts.join('/')}` : parts.join('/');
}

function isExactly(asked: string | undefined, version: string): boolean {
  return asked?.replace(/^=?\s*v?/, '') === version;
}

/** The provider of a resource or data source: what it names, else the first word of its type. */
export function providerFor(stack: Stack, type: string, body: JsonObject): Provider {
  const named = asText(body['provider'])?.split('.', 1)[0];
  const end = type.indexOf('_');
  return providerOf(stack, named ?? (end === -1 ? type : type.slice(0, end)));
}

/** The schema of a resource or data source, or undefined where none is known. */
export function schemaFor(stack: Stack, { kind, object }: Document): BlockSchema | undefined {
  const typed = typeOf(kind);
  return typed === undefined ? undefined : providerFor(stack, typed[1], object).schema?.find(kind);
}
