/** Says which packages of engines our own files load, one a line: for a process that loads the same and does nothing. */
'use strict';
const Module = require('node:module');
const { join } = require('node:path');

const build = join(__dirname, '../build');
const engines = /^(?:constructs|cdk8s|cdktf|esbuild|@cdktf\/.*)$/;
const loaded = new Set();
const load = Module._load;
Module._load = function (name, parent, ...more) {
  if (engines.test(name) && parent?.filename.startsWith(build)) loaded.add(name);
  return load.call(this, name, parent, ...more);
};
process.on('exit', () => process.stderr.write(`${[...loaded].map((name) => `engine ${name}`).join('\n')}\n`));
