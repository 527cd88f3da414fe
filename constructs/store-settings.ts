import { toCidr } from '../lib/check/cidr';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import { nameProblem } from '../lib/names';
import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import type { DeclaredSecret } from '../lib/secrets/secret';
import {
  HOLDINGS,
  isSecretHolding,
  STORE_KINDS,
  STORE_PORTS,
  type DeclaredStore,
  type StoreProps,
} from '../lib/stores/store';
import { isText } from './run-settings';

/** What the reading of stores depends on. */
export interface StoresContext {
  readonly dataplane: EnvironmentSpec['cluster']['dataplane'];
  /** The secrets of the workload. */
  readonly secrets: readonly DeclaredSecret[];
}

const KEYS = ['name', 'kind', 'at', 'holds', 'credentials'];
/** A store is a few addresses; a wider range is a network. */
const NARROWEST = 24;
const HOST = /^(?=.{4,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)+$/;

/** The stores that a workload declares; what it does not declare it can't reach. */
export function readStores(
  read: Props,
  given: readonly StoreProps[] | undefined,
  context: StoresContext,
): readonly DeclaredStore[] {
  if (given === undefined) {
    read.note('stores', { value: [], origin: 'default', because: 'closed by default: it keeps nothing' });
    return [];
  }
  // A program that no type checker has read may give anything.
  const entries: unknown = given;
  if (!Array.isArray(entries)) {
    read.refuse('stores', invalid(`is ${show(given)}`, "give a list: [{ name: 'vectors', kind: 'qdrant', … }]"), given);
    return [];
  }
  const sound: DeclaredStore[] = [];
  for (const [index, entry] of Array.from(entries as unknown[]).entries()) {
    const store = readStore(read, `stores.${index}`, entry, context);
    if (store === undefined) continue;
    if (sound.some(({ name }) => name === store.name))
      read.refuse(
        `stores.${index}.name`,
        invalid(`'${store.name}' is declared twice`, 'give each store its name'),
        store.name,
      );
    else sound.push(store);
  }
  read.take<unknown>('stores', sound, { value: [], because: '' });
  return sound;
}

function readStore(read: Props, at: string, entry: unknown, context: StoresContext): DeclaredStore | undefined {
  if (!isRecord(entry) || Array.isArray(entry)) {
    read.refuse(at, invalid(`is ${show(entry)}`, `write a group with ${KEYS.join(', ')}`), entry);
    return undefined;
  }
  read.known(at, entry, KEYS);
  const { name, kind, holds, credentials } = entry;
  const place = entry['at'];
  const bad = nameProblem(name);
  const secret = context.secrets.find((one) => one.name === credentials);
  const wrong: readonly (readonly [string, Objection | undefined, unknown])[] = [
    ['name', bad === undefined ? undefined : invalid(bad, "give a plain name: 'vectors'"), name],
    ['kind', kindProblem(kind), kind],
    ['at', placeProblem(place, kind, context), place],
    ['holds', holdsProblem(holds), holds],
    ['credentials', credentialsProblem(credentials, secret, context), credentials],
  ];
  for (const [field, objection, value] of wrong) if (objection) read.refuse(`${at}.${field}`, objection, value);
  if (wrong.some(([, objection]) => objection !== undefined)) return undefined;
  // Each was looked at above.
  const store = entry as unknown as StoreProps;
  return declared(store, secret);
}

function declared({ name, kind, at, holds }: StoreProps, secret: DeclaredSecret | undefined): DeclaredStore {
  const port = 'range' in at || 'host' in at ? { port: at.port ?? STORE_PORTS[kind] } : {};
  const credentials = secret && { credentials: { secret: secret.name, class: secret.class } };
  return { name, kind, ...at, ...port, holds: [...holds].sort(), ...credentials };
}

function invalid(problem: string, fix: string): Objection {
  return { code: 'STORE_INVALID', problem, fix };
}

function kindProblem(given: unknown): Objection | undefined {
  if (isText(given) && STORE_KINDS.includes(given)) return undefined;
  return invalid(given === undefined ? 'is missing' : `is ${show(given)}`, chooseFix(given, STORE_KINDS));
}

function placeProblem(given: unknown, kind: unknown, { dataplane }: StoresContext): Objection | undefined {
  const fix =
    "say where it is: { range: '10.9.8.0/28' }, { host: 'db.example.com' }, { bucket: '…' } or { claim: '…' }";
  if (!isRecord(given) || Array.isArray(given))
    return invalid(given === undefined ? 'is missing' : `is ${show(given)}`, fix);
  const { port, ...rest } = given;
  const [[word, value] = ['', undefined], another] = Object.entries(rest);
  if (another !== undefined || !['range', 'host', 'bucket', 'claim'].includes(word))
    return invalid(`is ${show(given)}`, fix);
  if (port !== undefined && (!['range', 'host'].includes(word) || !isPort(port)))
    return invalid(`has the port ${show(port)}`, 'give a port from 1 to 65535, for an address or a host');
  if ((word === 'bucket') !== (kind === 'gcs'))
    return invalid(`is a ${word} for ${show(kind)}`, "a bucket is of kind 'gcs', and that is always in a bucket");
  if (!isText(value)) return invalid(`is ${show(given)}`, fix);
  if (word === 'range') return rangeProblem(value);
  if (word === 'host') return hostProblem(value, dataplane);
  return nameProblem(value) === undefined || (word === 'bucket' && /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(value))
    ? undefined
    : invalid(`names ${show(value)}`, `give the name of the ${word}`);
}

function isPort(port: unknown): boolean {
  return Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535;
}

function rangeProblem(range: string): Objection | undefined {
  const cidr = toCidr(range);
  if (cidr === undefined) return invalid(`is ${show(range)}`, "give a range such as '10.9.8.0/28'");
  const [address, bits] = cidr;
  if (bits >= (address.kind() === 'ipv4' ? NARROWEST : NARROWEST + 96)) return undefined;
  return invalid(`is ${show(range)}, a whole network`, `name the addresses of the store, /${NARROWEST} or narrower`);
}

function hostProblem(host: string, dataplane: StoresContext['dataplane']): Objection | undefined {
  if (!HOST.test(host)) return invalid(`is ${show(host)}`, "give a host such as 'db.example.com', without a pattern");
  if (dataplane === 'v2') return undefined;
  return invalid('is a host, and dataplane v1 can not filter by name', "give its addresses: { range: '10.9.8.0/28' }");
}

function holdsProblem(given: unknown): Objection | undefined {
  const fix = chooseFix(undefined, HOLDINGS, 'it may hold');
  if (!Array.isArray(given) || given.length === 0)
    return invalid(given === undefined ? 'is missing' : `is ${show(given)}`, fix);
  const words: readonly unknown[] = Array.from(given as unknown[]);
  const secret = words.find((word) => isText(word) && isSecretHolding(word));
  if (secret !== undefined) {
    const problem = `holds ${show(secret)}: whoever reads the store, or a backup of it, could act with them`;
    return {
      code: 'STORE_HOLDS_SECRETS',
      problem,
      fix: 'keep them in Vault, or keep a hash of them; then say what is left',
    };
  }
  const unknown = words.find((word) => !(HOLDINGS as readonly unknown[]).includes(word));
  if (unknown !== undefined) return invalid(`holds ${show(unknown)}`, chooseFix(unknown, HOLDINGS));
  return new Set(words).size === words.length ? undefined : invalid('names something twice', 'name it once');
}

function credentialsProblem(
  given: unknown,
  secret: DeclaredSecret | undefined,
  { secrets }: StoresContext,
): Objection | undefined {
  if (given === undefined || secret !== undefined) return undefined;
  const names = secrets.map(({ name }) => name);
  return invalid(
    `is ${show(given)}, no secret of this workload`,
    chooseFix(given, names, 'declare it in secrets; it has'),
  );
}
