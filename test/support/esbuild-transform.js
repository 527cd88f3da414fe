'use strict';

const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

const salt = version + readFileSync(__filename, 'utf8');

/** TypeScript to CommonJS, types stripped and not checked: `npm run lint` does that once for all files. */
module.exports = {
  process: (source, file) => ({
    code: transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      sourcefile: file,
    }).code,
  }),
  getCacheKey: (source, file, { instrument }) =>
    createHash('sha256').update([salt, file, instrument, source].join('\0')).digest('hex'),
};
