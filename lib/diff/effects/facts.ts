import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../assembly/document';
import { packageRoot } from '../../version';

/** What the provider says of one argument. Letters: r required, o optional, c computed, f replaces, n something below replaces, s secret. */
export type ArgumentFact = readonly [letters: string, type: string, more?: ArgumentDetails];

/** What only some arguments have. */
export interface ArgumentDetails {
  /** Differences that the provider does not see. */
  readonly suppress?: string;
  /** What the real provider planned when it was changed. */
  readonly checked?: string;
  /** The arguments below are those of another resource, or of a block of it. */
  readonly sameAs?: string;
  readonly default?: Json;
}

/** What a replacement of a resource takes away. */
export const LOSSES = [
  'data',
  'protection',
  'identity',
  'capacity',
  'access',
  'availability',
  'address',
  'name',
  'history',
] as const;
export type Loss = (typeof LOSSES)[number];

/** A replacement that no flag shows. */
export interface Condition {
  readonly path: string;
  readonly when: string;
  readonly sure: 'checked' | 'read';
}

/** What the changed arguments of one resource type do. */
export interface TypeFacts {
  readonly type: string;
  readonly loses: readonly Loss[];
  readonly replaceWhen?: readonly Condition[];
  /** What refuses a deletion at apply, though the plan shows it. */
  readonly guards?: Readonly<Record<string, string>>;
  readonly arguments: Readonly<Record<string, ArgumentFact>>;
}

let text: string | undefined;
const KNOWN = new Map<string, TypeFacts | undefined>();

/** effects.mjs writes one line a type, the type first, and a test holds every line to it. */
function file(): string {
  // Names and sentences are plain ASCII, which is read fastest this way.
  return (text ??= readFileSync(join(packageRoot(), 'schemas', 'terraform', 'effects.jsonl'), 'latin1'));
}

/** The versions of the providers that the facts hold for, by name. */
export function versionsOfFacts(): Readonly<Record<string, string>> {
  const [head = '{}'] = file().split('\n', 1);
  return (JSON.parse(head) as { effects: Readonly<Record<string, string>> }).effects;
}

/** The types that have facts, sorted. */
export function typesWithFacts(): readonly string[] {
  return [...file().matchAll(/^{"type":"(\w+)"/gm)].map(([, type = '']) => type);
}

/** The facts of a resource type; undefined where there are none. */
export function factsOf(type: string): TypeFacts | undefined {
  if (KNOWN.has(type)) return KNOWN.get(type);
  const start = file().indexOf(`\n{"type":${JSON.stringify(type)},`);
  const facts = start === -1 ? undefined : (JSON.parse(lineAt(file(), start + 1)) as TypeFacts);
  KNOWN.set(type, facts);
  return facts;
}

function lineAt(all: string, start: number): string {
  const end = all.indexOf('\n', start);
  return all.slice(start, end === -1 ? undefined : end);
}

/** Whether changing the argument replaces the resource, by its own flag. */
export const replaces = ([letters]: ArgumentFact): boolean => letters.includes('f');
/** Whether the provider keeps the old value of what is no longer written. */
export const keepsOld = ([letters]: ArgumentFact): boolean => letters.startsWith('oc');
/** Whether only the provider sets it. */
export const isComputed = ([letters]: ArgumentFact): boolean => letters.startsWith('c');
/** Whether it is a secret, which no sentence shows. */
export const isSecret = ([letters]: ArgumentFact): boolean => letters.includes('s');
/** Whether it is a block, and not a value. */
export const isBlock = ([, type]: ArgumentFact): boolean => type.endsWith('(block)');
