/** Some of the code of a module, of those that a bundler put one after the other. */
export interface Section {
  /** The module's file, as the bundler names it; empty for its own functions. One module may have several sections. */
  readonly module: string;
  /** Where it begins in the code of the bundle. */
  readonly start: number;
  readonly code: string;
}

/** How the bundler begins a section. */
const BEGIN = '\n// ';

/** The sections of a bundle, the bundler's own functions first. A text that holds a line of the same look seems to be two. */
export function sectionsOf(code: string): readonly Section[] {
  const sections: Section[] = [];
  let start = 0;
  let module = '';
  for (let begin = code.indexOf(BEGIN); begin !== -1; begin = code.indexOf(BEGIN, begin + 1)) {
    sections.push({ module, start, code: code.slice(start, begin + 1) });
    start = begin + 1;
    module = code.slice(begin + BEGIN.length, code.indexOf('\n', start));
  }
  return [...sections, { module, start, code: code.slice(start) }];
}

/**
 * What somebody reads in all sections of a bundle, or in all of it as one where a section can't be read by itself: the first
 * one that a text tears apart never can.
 */
export function readSections<T>(code: string, read: (sections: readonly Section[], isSplit: boolean) => T): T {
  try {
    return read(sectionsOf(code), true);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return read([{ module: '', start: 0, code }], false);
  }
}
