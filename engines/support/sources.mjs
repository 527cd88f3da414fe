import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Loads a TypeScript module of this checkout as it is, nothing compiled before; types are not checked. */
export function loadSource(path) {
  Module._extensions['.ts'] ??= (module, file) => {
    const options = { loader: 'ts', format: 'cjs', target: 'node20', keepNames: true, sourcefile: file };
    module._compile(transformSync(readFileSync(file, 'utf8'), options).code, file);
  };
  const resolve = Module._resolveFilename;
  // A service imports the library by name; what is compiled would be a second copy.
  Module._resolveFilename = (id, ...more) =>
    resolve.call(Module, id === 'taxiway' ? join(ROOT, 'constructs/index.ts') : id, ...more);
  try {
    return createRequire(import.meta.url)(join(ROOT, path));
  } finally {
    Module._resolveFilename = resolve;
  }
}
