/** Kinds of stores, and the port that each answers on where none is given. */
export const STORE_PORTS = {
  postgres: 5432,
  redis: 6379,
  qdrant: 6333,
  elasticsearch: 9200,
  clickhouse: 8443,
  gcs: 443,
} as const;

/** What a store is. */
export type StoreKind = keyof typeof STORE_PORTS;
export const STORE_KINDS: readonly string[] = Object.keys(STORE_PORTS).sort();

/** What a store may hold. Tokens, keys and passwords are no data: they belong in Vault, which can take them back. */
export const HOLDINGS = [
  'cache',
  'code',
  'embeddings',
  'events',
  'features',
  'metadata',
  'personal-data',
  'prompts',
] as const;

/** One thing that a store may hold. */
export type Holding = (typeof HOLDINGS)[number];

/** Where a store is: addresses, a host, a bucket, or a disk of the service's own that a patch claims. */
export type StorePlace =
  | { readonly range: string; readonly port?: number }
  | { readonly host: string; readonly port?: number }
  | { readonly bucket: string }
  | { readonly claim: string };

/** A store that a workload uses. Nothing of it is rendered but the way to it. */
export interface StoreProps {
  /** What people call it; unique in the workload. */
  readonly name: string;
  /** What it is. */
  readonly kind: StoreKind;
  /** Where it is, and on which port where that is not the usual one. */
  readonly at: StorePlace;
  /** What is kept in it. */
  readonly holds: readonly Holding[];
  /** The secret, by its name in `secrets`, that the workload logs in with.
   *  @defaultValue none: its identity is enough */
  readonly credentials?: string;
}

/** A store as it holds in one environment; the declaration in the assembly carries it. */
export interface DeclaredStore {
  readonly name: string;
  readonly kind: StoreKind;
  readonly range?: string;
  readonly host?: string;
  readonly bucket?: string;
  readonly claim?: string;
  /** For what is reached by an address or a name. */
  readonly port?: number;
  readonly holds: readonly Holding[];
  readonly credentials?: {
    readonly secret: string;
    readonly class: string;
  };
}

/** Words for what no store may hold. */
const SECRETS =
  /(?:^|[^a-z])(?:tokens?|keys?|apikeys?|passwords?|secrets?|credentials?|certificates?|sessions?|cookies?)(?:$|[^a-z])/i;

/** Whether a word names what belongs in Vault: `service-account-keys`. */
export function isSecretHolding(word: string): boolean {
  return SECRETS.test(word.replaceAll(/([a-z])([A-Z])/g, '$1-$2'));
}
