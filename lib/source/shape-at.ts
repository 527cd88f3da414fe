import { lastUpTo } from './line-starts';
import type { Program } from './program';
import { sectionsOf, type Section } from './sections';
import { readArguments, type Shape } from './shape';

/** What a call is given, and the place in the code that its offsets are counted from. */
export interface ShapeAt {
  readonly shape: Shape | undefined;
  readonly from: number;
}

type Shapes = ReadonlyMap<number, Shape>;

/** The modules of a program, where each begins, and the calls of those that were read. */
interface Modules {
  readonly sections: readonly Section[];
  readonly starts: readonly number[];
  readonly read: Map<Section, Shapes>;
}

const WHOLE = new WeakMap<Program, Shapes>();
const MODULES = new WeakMap<Program, Modules>();

/** The literal that a call is given: a module is read when the first place in it is asked for, where nobody reads all beside. */
export function shapeAt(program: Program, offset: number): ShapeAt {
  const whole = WHOLE.get(program) ?? program.shapes?.();
  if (whole !== undefined) {
    WHOLE.set(program, whole);
    return { shape: whole.get(offset), from: 0 };
  }
  const { sections, starts, read } = modulesOf(program);
  const section = sections[lastUpTo(starts, offset)] ?? { module: '', start: 0, code: '' };
  try {
    const shapes = read.get(section) ?? readArguments(section.code);
    read.set(section, shapes);
    return { shape: shapes.get(offset - section.start), from: section.start };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    WHOLE.set(program, readArguments(program.code));
    return shapeAt(program, offset);
  }
}

function modulesOf(program: Program): Modules {
  const known = MODULES.get(program);
  if (known !== undefined) return known;
  const sections = sectionsOf(program.code);
  const modules = { sections, starts: sections.map(({ start }) => start), read: new Map<Section, Shapes>() };
  MODULES.set(program, modules);
  return modules;
}
