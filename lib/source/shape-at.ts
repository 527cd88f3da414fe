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

/** The sections of a program, where each begins, and the calls of those that were read. */
interface Parts {
  readonly sections: readonly Section[];
  readonly starts: readonly number[];
  readonly read: Map<Section, Shapes>;
}

const WHOLE = new WeakMap<Program, Shapes>();
const PARTS = new WeakMap<Program, Parts>();

/** The literal that a call is given: of a program whose sections can be read one by one, only that of the call is. */
export function shapeAt(program: Program, offset: number): ShapeAt {
  if (program.isSplit?.() !== true) {
    const whole = WHOLE.get(program) ?? program.shapes?.() ?? readArguments(program.code);
    WHOLE.set(program, whole);
    return { shape: whole.get(offset), from: 0 };
  }
  const { sections, starts, read } = partsOf(program);
  const section = sections[lastUpTo(starts, offset)];
  if (section === undefined) return { shape: undefined, from: 0 };
  const shapes = read.get(section) ?? readArguments(section.code);
  read.set(section, shapes);
  return { shape: shapes.get(offset - section.start), from: section.start };
}

function partsOf(program: Program): Parts {
  const known = PARTS.get(program);
  if (known !== undefined) return known;
  const sections = sectionsOf(program.code);
  const parts = { sections, starts: sections.map(({ start }) => start), read: new Map<Section, Shapes>() };
  PARTS.set(program, parts);
  return parts;
}
