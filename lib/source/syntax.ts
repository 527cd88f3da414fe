import { parse, type Program } from 'acorn';

let last: { readonly code: string; readonly program: Program } | undefined;

/** A program's syntax. It is large and has two readers in a run, so it is kept for the second one, and no longer. */
export function syntaxOf(code: string): Program {
  if (last?.code === code) {
    const { program } = last;
    last = undefined;
    return program;
  }
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  last = { code, program };
  return program;
}
