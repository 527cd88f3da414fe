import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as ts from '@typescript/typescript6';

const ROOT = join(__dirname, '..', '..');
const MARK = /@ts-expect-error/g;
/** As long, so that no line or column moves. */
const DISARMED = '@ts-wanted-error';

interface Wanted {
  /** The line below the comment, from 1 on. */
  readonly line: number;
  readonly code: number;
}

const files = readdirSync(__dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => join(__dirname, file));

/** What the compiler says about the files when it does not know that errors are wanted. */
function compile(): {
  readonly sources: ReadonlyMap<string, string>;
  readonly found: ReadonlyMap<string, readonly ts.Diagnostic[]>;
} {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT, {
    noUnusedLocals: false,
  });
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (path) => (files.includes(path) ? read(path)?.replace(MARK, DISARMED) : read(path));
  host.getSourceFile = (path, target) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram(files, options, host);
  const perFile = files.map((file) => {
    const source = program.getSourceFile(file);
    return [
      file,
      source?.text ?? '',
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)],
    ] as const;
  });
  return {
    sources: new Map(perFile.map(([file, text]) => [file, text])),
    found: new Map(perFile.map(([file, , diagnostics]) => [file, diagnostics])),
  };
}

function wantedIn(text: string): readonly Wanted[] {
  return text.split('\n').flatMap((line, index) => {
    const code = /\/\/ @ts-wanted-error (\d+): \S/.exec(line)?.[1];
    if (code === undefined && line.includes(DISARMED)) throw new Error(`line ${index + 1} names no code and no reason`);
    return code === undefined ? [] : [{ line: index + 2, code: Number(code) }];
  });
}

describe('what must not compile', () => {
  const { sources, found } = compile();

  it.each(files.map((file) => [basename(file), file]))(
    'in %s does not, each line for its own reason, and all else does',
    (_, file) => {
      const diagnostics = (found.get(file) ?? []).map(({ code, start = 0, file: source }) => ({
        line: (source?.getLineAndCharacterOfPosition(start).line ?? -1) + 1,
        code,
      }));

      const wanted = wantedIn(sources.get(file) ?? '');
      expect(diagnostics).toEqual(wanted);
      expect(wanted.length).toBeGreaterThan(10);
    },
  );
});
