import type { Assembly } from '../../../lib/assembly/assembly';
import type { Json } from '../../../lib/assembly/document';
import type { Fleet } from '../../../lib/check/fleet';
import { assemblyOf, edited } from '../../support/assemblies';

/** What a rule is given, and in which fields it must object; none where it must be silent. */
export interface Case {
  readonly code: string;
  /** Goes on after the code: "RULE_ALLOWS_ALL objects to …". */
  readonly to: string;
  readonly given: Assembly;
  /** Paths of the objections, each once, sorted. */
  readonly paths: readonly string[];
  /** The day of the run. */
  readonly today?: string;
  /** What is recorded as stopped. */
  readonly stops?: Fleet['stops'];
}

/** One edit of one document: part of its id, path, value. */
export type Edit = readonly [idPart: string, path: string, value: Json | undefined];

/** Cases of one rule, made by editing the assembly of an environment. */
export function casesOf(code: string, environment: Parameters<typeof assemblyOf>[0] = 'production') {
  const cases: Case[] = [];
  const add = (to: string, edits: readonly Edit[], ...paths: readonly string[]): void => {
    const given = edits.reduce(
      (assembly, [idPart, path, value]) => edited(assembly, idPart, path, value),
      assemblyOf(environment),
    );
    cases.push({ code, to, given, paths: [...paths].sort() });
  };
  return {
    cases,
    /** The rule objects, in exactly these fields. */
    objects: add,
    /** The same for one edit of one document in the field that is edited. */
    objectsAt: (to: string, idPart: string, path: string, value: Json | undefined): void =>
      add(to, [[idPart, path, value]], path),
    /** The rule is silent. */
    passes: (to: string, ...edits: readonly Edit[]): void => add(to, edits),
    /** On a day, nothing edited; silent where no path is given. */
    on: (today: string, to: string, ...paths: readonly string[]): void => {
      cases.push({ code, to, given: assemblyOf(environment), paths, today });
    },
    /** An assembly that no edit makes. */
    of: (to: string, given: Assembly, ...paths: readonly string[]): void => {
      cases.push({ code, to, given, paths: [...paths].sort() });
    },
  };
}
