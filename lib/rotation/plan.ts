import type { Document } from '../assembly/document';
import { asText, at } from '../check/json';
import { secretsOf, type WorkloadSecret } from '../secrets/declared';
import { acceptedKey, partsOf, versionOf, type LongLivedTerms } from '../secrets/secret';
import { toSeconds } from '../units';
import { sumOf, usualOverlap, type Term } from './delay';
import { readerOf, type Find, type Reader } from './readers';

/** The states that a rotation goes through. At each, every verifier accepts what any process may present. */
export type RotationState = 'stage' | 'promote' | 'retire';

/** One write, and what comes after it. */
export interface RotationStep {
  readonly state: RotationState;
  /** One sentence. */
  readonly does: string;
  /** For a POSIX shell; they hold no value, and print none. */
  readonly commands: readonly string[];
  /** What else is to be done. */
  readonly then: readonly string[];
  /** Seconds until the next step; 0 after the last one. */
  readonly wait: number;
}

/** How a secret is replaced without a moment in which somebody's value fails. */
export interface RotationPlan {
  readonly environment: string;
  readonly service: string;
  readonly secret: string;
  readonly terms: LongLivedTerms;
  readonly vault: { readonly address: string; readonly mount: string; readonly path: string };
  readonly readers: readonly { readonly workload: string; readonly terms: readonly Term[]; readonly seconds: number }[];
  /** Seconds after which the slowest reader has a new value. */
  readonly needed: number;
  /** Seconds that both generations pass after each write but the last. */
  readonly overlap: number;
  readonly steps: readonly RotationStep[];
}

/** The plan of every long-lived secret of a service, by name. */
export function plansOf(find: Find, facts: Document, declaration: Document): readonly RotationPlan[] {
  const own = secretsOf(declaration).filter(({ secret }) => secret.terms !== undefined);
  const names = [...new Set(own.map(({ secret }) => secret.name))].sort();
  return names.map((name) => {
    const users = own.filter(({ secret }) => secret.name === name);
    return planOf(find, facts, declaration, users);
  });
}

/** What the workloads that read a secret need all together. */
export function overlapOf(readers: readonly Reader[], terms: LongLivedTerms): { needed: number; overlap: number } {
  const needed = Math.max(...readers.map((reader) => sumOf(reader.terms)));
  return { needed, overlap: terms.overlap === undefined ? usualOverlap(needed) : toSeconds(terms.overlap) };
}

function planOf(
  find: Find,
  facts: Document,
  { id, service = '' }: Document,
  users: readonly WorkloadSecret[],
): RotationPlan {
  const [first] = users;
  if (first?.secret.terms === undefined) throw new Error(`a plan of ${service} without a long-lived secret`);
  const environment = id.split('/')[0] ?? '';
  const { secret } = first;
  const readers = users.map((user) => readerOf(find, environment, service, user));
  const { needed, overlap } = overlapOf(readers, first.secret.terms);
  const vault = {
    address: asText(at(facts.object, 'vault', 'address')) ?? '',
    mount: asText(at(facts.object, 'vault', 'mounts', 'secrets')) ?? '',
    path: secret.path,
  };
  return {
    environment,
    service,
    secret: secret.name,
    terms: first.secret.terms,
    vault,
    readers: readers.map(({ workload, terms }) => ({ workload, terms, seconds: sumOf(terms) })),
    needed,
    overlap,
    steps: stepsOf(vault, partsOf(secret), restarting(users), overlap),
  };
}

/** The workloads whose pods run with one version, and have to be told of the next. */
function restarting(users: readonly WorkloadSecret[]): readonly string[] {
  return users.filter(({ secret }) => versionOf(secret) !== undefined).map(({ workload }) => workload);
}

function stepsOf(
  { mount, path }: RotationPlan['vault'],
  parts: readonly string[],
  restarts: readonly string[],
  overlap: number,
): readonly RotationStep[] {
  const at = `-mount=${mount}`;
  const read = (key: string, file: string): string => `vault kv get ${at} -field=${key} ${path} > ${file}`;
  // Looked up before anything is read: what somebody writes meanwhile makes the write fail.
  const version = `version=$(vault read -field=current_version ${mount}/metadata/${path})`;
  const write = (fields: readonly string[]): string =>
    `vault kv patch ${at} -cas="$version" ${path} ${fields.join(' ')}`;
  const files = (word: string): readonly string[] =>
    parts.map((part) => (parts.length === 1 ? word : `${word}-${part}`));
  const [next, former] = [files('next'), files('former')];
  const pairs = (keys: readonly string[], from: readonly string[]): readonly string[] =>
    keys.map((key, index) => `${key}=@${from[index] ?? ''}`);
  const accepted = parts.map(acceptedKey);
  const roll = restarts.map(
    (workload) =>
      `raise onChange.restart of ${workload} to the version that was written, and apply that: its pods roll`,
  );
  return [
    {
      state: 'stage',
      does: 'both generations are accepted; the present one is presented',
      commands: [
        'umask 077 && cd "$(mktemp -d)"',
        `# put the next generation into ${next.join(' and ')}, without a line feed at the end; the present one stays good`,
        version,
        write(pairs(accepted, next)),
        `rm ${next.join(' ')}`,
      ],
      then: roll,
      wait: overlap,
    },
    {
      state: 'promote',
      does: 'both generations are accepted; the next one is presented',
      commands: [
        'umask 077 && cd "$(mktemp -d)"',
        version,
        ...accepted.map((key, index) => read(key, next[index] ?? '')),
        ...parts.map((part, index) => read(part, former[index] ?? '')),
        write([...pairs(parts, next), ...pairs(accepted, former)]),
        `rm ${[...next, ...former].join(' ')}`,
      ],
      then: [...roll, 'write the day into rotated, in the service file'],
      wait: overlap,
    },
    {
      state: 'retire',
      does: 'the former generation is accepted no more',
      commands: [
        'umask 077 && cd "$(mktemp -d)"',
        version,
        ...parts.map((part, index) => read(part, next[index] ?? '')),
        write(pairs(accepted, next)),
        `rm ${next.join(' ')}`,
      ],
      then: [...roll, 'have whoever issued the former generation revoke it'],
      wait: 0,
    },
  ];
}
