import type { Owner } from '../environment-spec';
import type { Duration } from '../units';
import type { Day, Days } from './day';
import type { OnChange } from './secret';

/** How a secret reaches the process. Variables never change in a running pod, and so come with a restart alone. */
type Delivered =
  | {
      /** Files below `/run/secrets/taxiway`, each named after the secret, or after its part in a folder of that name.
       *  @defaultValue file */
      readonly delivery?: 'file';
      /** What the process does about a changed file.
       *  @defaultValue reread */
      readonly onChange?: OnChange;
    }
  | {
      /** Variables, by the part of the secret that they hold: `{ value: 'API_KEY' }`. */
      readonly delivery: { readonly variables: Readonly<Record<string, string>> };
      /** The version in Vault that the pods run with. */
      readonly onChange: { readonly restart: number };
    };

/** What every secret has that is more than a name. */
type Named = Delivered & {
  /** Of its object in Vault, below the service's own path. */
  readonly name: string;
  /** What only works together, as the keys of one object: `['username', 'password']`.
   *  @defaultValue one value, under the key `value` */
  readonly properties?: readonly string[];
};

/** What has to be said of a secret that somebody else knows too, and that stays good until it is replaced. */
interface Terms {
  /** Why nothing short-lived will do, one sentence. */
  readonly reason: string;
  /** The GitLab group that rotates it. */
  readonly owner: Owner;
  /** The day from which nobody may count on it any more: `'2027-01-31'`. */
  readonly expires: Day;
  /** The longest that one value stays in use: `'90d'`. */
  readonly rotateEvery: Days;
  /** The day on which the present value was promoted; without it the inventory can't tell its age.
   *  @defaultValue nobody knows */
  readonly rotated?: Day;
  /** How long both generations pass, after each write of a rotation but the last.
   *  @defaultValue what a new value takes to reach every process, up to the next full hour */
  readonly overlap?: Duration;
  /** How long something that was signed or issued with it stays good.
   *  @defaultValue nothing outlives the moment that it is used in */
  readonly signedFor?: Duration;
}

/** A secret that the platform rotates, where its name alone does not say enough. */
export type SecretProps = Named & { readonly [Term in keyof Terms]?: never };

/** A name and a password that nodes pull a private image with; the pod never has them. */
interface Pulled {
  /** Of its object in Vault, which has the keys `username` and `password`. */
  readonly name: string;
  /** The host that the image is at: `{ registry: 'registry.example.com' }`. */
  readonly delivery: { readonly registry: string };
  readonly properties?: never;
  readonly onChange?: never;
}

/** A long-lived secret, as `longLived` takes it. */
export type LongLivedProps = (Named | Pulled) & Terms;

/** Another copy of this package in the same program marks its secrets alike. */
const MARK = Symbol.for('taxiway/long-lived');

/** A secret that was declared as long-lived; only `longLived` makes one. */
export type LongLived = LongLivedProps & { readonly [longLivedBrand]: true };

declare const longLivedBrand: unique symbol;

/** What `secrets` takes: a name, a name with its delivery, or a long-lived one. */
export type SecretEntry = string | SecretProps | LongLived;

/**
 * Declares a secret that somebody else knows too, and that stays good until both sides have another. There is no other way to
 * have one.
 * @example
 * secrets: [longLived({ name: 'provider-key', reason: 'the provider issues nothing else', owner: 'group::pilots', expires: '2027-01-31', rotateEvery: '90d' })]
 */
export function longLived(props: LongLivedProps): LongLived {
  const given: unknown = props;
  const fields = typeof given === 'object' && given !== null && !Array.isArray(given) ? given : { name: given };
  // The mark is the brand.
  return Object.defineProperty({ ...fields }, MARK, { value: true }) as LongLived;
}

/** Whether a value came from `longLived`. */
export function isLongLived(value: unknown): value is LongLived {
  return typeof value === 'object' && value !== null && (value as Readonly<Record<symbol, unknown>>)[MARK] === true;
}
