import type { Duration } from '../units';
import type { Day, Days } from './day';

/**
 * Who replaces a secret, and who knows it.
 * `platform-rotated`: this service and Vault alone know it. Whoever runs the platform writes another value on any day and asks
 * nobody, at the latest once it has reached the age limit of the service's maturity.
 * `long-lived`: somebody else knows it too, and it is good until both sides have agreed on another.
 */
export type SecretClass = 'platform-rotated' | 'long-lived';

/**
 * What the process does about a changed secret.
 * `reread`: it opens the file each time it needs the value. `reload`: it looks at the file by itself, at least this often.
 * `restart`: it reads the value once, so its pods are replaced. The number is the version of the secret in Vault that they run
 * with: raising it rolls the Deployment, and no pod of the new revision starts before that version has arrived.
 */
export type OnChange = 'reread' | { readonly reload: Duration } | { readonly restart: number };

/**
 * Where the parts of a secret arrive: as files, as variables by the name of the part, or at the node alone, which presents them to
 * the registry of this host when it pulls the image.
 */
export type SecretDelivery =
  | 'file'
  | { readonly variables: Readonly<Record<string, string>> }
  | { readonly registry: string };

/** What a registry takes. */
export const PULL_PARTS: readonly string[] = ['username', 'password'];

/** The registry that a secret is presented to, where it is one for pulling images. */
export function registryOf({ delivery }: Pick<DeclaredSecret, 'delivery'>): string | undefined {
  return typeof delivery === 'object' && 'registry' in delivery ? delivery.registry : undefined;
}

/** What only a long-lived secret has. */
export interface LongLivedTerms {
  /** Why nothing short-lived will do, one sentence. */
  readonly reason: string;
  /** The GitLab group that rotates it. */
  readonly owner: string;
  /** The day from which nobody may count on it any more. */
  readonly expires: Day;
  /** The longest that one value stays in use. */
  readonly rotateEvery: Days;
  /** The day on which the present value was promoted. */
  readonly rotated?: Day;
  /** How long each of two generations passes while one takes over from the other. */
  readonly overlap?: Duration;
  /** How long something that was signed or issued with it stays good. */
  readonly signedFor?: Duration;
}

/** A secret of one workload as it holds in one environment; the declaration in the assembly carries it. */
export interface DeclaredSecret {
  readonly name: string;
  readonly class: SecretClass;
  /** Its place below the key-value mount. */
  readonly path: string;
  /** The keys of its object in Vault that the workload reads. */
  readonly properties: readonly string[];
  readonly delivery: SecretDelivery;
  readonly onChange: OnChange;
  readonly terms?: LongLivedTerms;
}

/** The key that a secret without named parts is kept under; GitLab Runway's. */
export const VALUE = 'value';

/** The longest that one value may stay in use, in days, by maturity: what more people rely on is exposed to more. */
export const AGE_LIMITS: Readonly<Record<string, number>> = { experimental: 365, beta: 180, ga: 90 };

/** The keys under which the other generation that passes is kept: the next before it is promoted, the last one after. */
export function acceptedKey(property: string): string {
  return property === VALUE ? 'accepted' : `accepted-${property}`;
}

/** The keys of a secret in Vault: its parts, and for one that rotates with an overlap the same of the other generation. */
export function keysOf(parts: readonly string[] | undefined, of: SecretClass): readonly string[] {
  const own = parts ?? [VALUE];
  return of === 'long-lived' ? [...own, ...own.map(acceptedKey)] : own;
}

/** The parts of a secret that are presented; what else is there is the other generation of them. */
export function partsOf({ properties, class: of }: Pick<DeclaredSecret, 'properties' | 'class'>): readonly string[] {
  return of === 'long-lived' ? properties.slice(0, properties.length / 2) : properties;
}

/** The key in the Kubernetes Secret: names hold no dot, so that none of them meet. A version keeps pods of another one from starting. */
export function secretKeyOf({ name, properties, onChange }: DeclaredSecret, property: string): string {
  const part = isSingle(properties) ? name : `${name}.${property}`;
  return typeof onChange === 'object' && 'restart' in onChange ? `${part}.${onChange.restart}` : part;
}

/** The file below the folder of secrets. */
export function fileOf({ name, properties }: DeclaredSecret, property: string): string {
  return isSingle(properties) ? name : `${name}/${property}`;
}

/** The version in Vault that a secret is held at. */
export function versionOf({ onChange }: Pick<DeclaredSecret, 'onChange'>): number | undefined {
  return typeof onChange === 'object' && 'restart' in onChange ? onChange.restart : undefined;
}

function isSingle(properties: readonly string[]): boolean {
  return properties.length === 1 && properties[0] === VALUE;
}
