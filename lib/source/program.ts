import { SourceMap, type SourceMapping } from 'node:module';
import type { SourcePosition } from '../errors';
import { lastUpTo, lineStartsOf } from './line-starts';
import type { Shape } from './shape';

/** A bundle that was evaluated, and what leads back to the files its author wrote. */
export interface ProgramSource {
  /** The name it was evaluated under, as stack traces show it. */
  readonly name: string;
  readonly code: string;
  /** A source map, version 3, with sources relative to `root`. */
  readonly sourceMap: object;
  /** The absolute path of the project. */
  readonly root: string;
  /** Its calls with literals, by their offsets in the code, where somebody reads them beside.
   *  @defaultValue they are read when the first place is asked for */
  readonly shapes?: () => ReadonlyMap<number, Shape>;
  /** Whether each section of its code was seen to be a program by itself, so that one can be read without the others.
   *  @defaultValue nobody looked */
  readonly isSplit?: () => boolean;
}

/** A registered program, able to say where its code was written. */
export interface Program extends ProgramSource {
  /** The offset in the code of a line and a column, both counted from 1. */
  offsetAt(line: number, column: number): number;
  /** The place in its author's file of an offset in the code; undefined for what the bundler added itself. */
  positionAt(offset: number): SourcePosition | undefined;
  /** The same, of what the bundler took from there as it begins; undefined for what lies between. */
  exactPositionAt(offset: number): SourcePosition | undefined;
}

const programs = new Map<string, Program>();

/** Remembers an evaluated program, so that frames of a stack can be traced back to its author's files. */
export function registerProgram(source: ProgramSource): Program {
  const program = toProgram(source);
  programs.set(source.name, program);
  return program;
}

/** Finds the program that was evaluated under this name. */
export function findProgram(name: string): Program | undefined {
  return programs.get(name);
}

function toProgram(source: ProgramSource): Program {
  let starts: readonly number[] | undefined;
  let map: SourceMap | undefined;
  const lineStarts = (): readonly number[] => (starts ??= lineStartsOf(source.code));
  const entryAt = (offset: number): Entry => {
    // registerProgram promises a source map of version 3, which is all that SourceMap reads
    map ??= new SourceMap(source.sourceMap as SourceMap['payload']);
    const line = lastUpTo(lineStarts(), offset);
    return map.findEntry(line, offset - (lineStarts()[line] ?? 0));
  };

  return {
    ...source,
    offsetAt(line, column) {
      return (lineStarts()[line - 1] ?? source.code.length) + column - 1;
    },
    positionAt: (offset) => positionOf(entryAt(offset)),
    exactPositionAt(offset) {
      const entry = entryAt(offset);
      if (!('generatedLine' in entry)) return undefined;
      const start = (lineStarts()[entry.generatedLine] ?? 0) + entry.generatedColumn;
      return start === offset ? positionOf(entry) : undefined;
    },
  };
}

type Entry = SourceMapping | object;

function positionOf(entry: Entry): SourcePosition | undefined {
  if (!('originalSource' in entry) || !entry.originalSource) return undefined;
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
