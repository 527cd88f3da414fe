import type { parse, Program } from 'acorn';
import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** The syntax of a program, or of a part of one that is whole by itself. */
export function syntaxOf(code: string): Program {
  // Most programs are read by the thread that bundles them.
  const acorn = load('acorn') as { readonly parse: typeof parse };
  return acorn.parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
}
