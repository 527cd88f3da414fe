import type { parse, Program } from 'acorn';
import { createRequire } from 'node:module';

const load = createRequire(__filename);

let last: { readonly code: string; readonly program: Program } | undefined;

/** A program's syntax. It is large and has two readers in a run, so it is kept for the second one, and no longer. */
export function syntaxOf(code: string): Program {
  if (last?.code === code) {
    const { program } = last;
    last = undefined;
    return program;
  }
  // Most programs are read by the thread that bundles them.
  const acorn = load('acorn') as { readonly parse: typeof parse };
  const program = acorn.parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  last = { code, program };
  return program;
}
