#!/usr/bin/env node
// definitions.mjs DEST [--extra DIR]
// Puts the CustomResourceDefinitions of every custom kind that is checked into DEST, one file each, named by the
// definition: upstream's own files from Go modules (sources.json), and for the kinds that we typed one made of our
// schema. DIR may hold definitions as YAML or JSON: they are put beside them, and stand in for ours.
// Prints {"definitions":N,"typed":[…],"extra":[…]} with the names of those made of ours and of those of DIR.
// Needs the go command and the module proxy as it is set up.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAll } from 'js-yaml';
import { SOURCES, definitionOf, moduleFolder, typedKinds } from './sources.mjs';

const { values, positionals } = parseArgs({ options: { extra: { type: 'string' } }, allowPositionals: true });
if (positionals.length !== 1) {
  console.error('usage: node schemas/definitions.mjs DEST [--extra DIR]');
  process.exit(2);
}
try {
  console.log(JSON.stringify(collect(positionals[0], values.extra)));
} catch (error) {
  console.error(`definitions: ${error.message}`);
  process.exitCode = 1;
}

function collect(destination, folder) {
  mkdirSync(destination, { recursive: true });
  const written = new Set();
  const put = (name, extension, write) => {
    write(join(destination, `${name}${extension}`));
    written.add(name);
  };
  const extra = folder === undefined ? [] : extrasIn(folder);
  const given = new Set(extra.map(({ name }) => name));
  for (const source of SOURCES.modules) {
    const home = join(moduleFolder(source), source.folder);
    for (const [name, file] of Object.entries(source.definitions)) {
      if (given.has(name)) throw new Error(`${folder} holds ${name}, which ${source.module} has too`);
      put(name, '.yaml', (path) => writeFileSync(path, readFileSync(join(home, file))));
    }
  }
  for (const { name, path } of extra) put(name, extname(path), (to) => copyFileSync(path, to));
  const typed = typedKinds()
    .map(definitionOf)
    .filter(({ metadata }) => !given.has(metadata.name));
  for (const definition of typed) {
    put(definition.metadata.name, '.json', (path) =>
      writeFileSync(path, `${JSON.stringify(definition, undefined, 2)}\n`),
    );
  }
  return {
    definitions: written.size,
    typed: typed.map(({ metadata }) => metadata.name).sort(),
    extra: [...given].sort(),
  };
}

/** The definitions in a folder; other objects in it are refused, since nobody would see them missing. */
function extrasIn(folder) {
  return readdirSync(folder)
    .filter((file) => /\.(?:ya?ml|json)$/.test(file))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      const [object, ...others] = loadAll(readFileSync(path, 'utf8'));
      if (object?.kind !== 'CustomResourceDefinition' || others.length > 0)
        throw new Error(`${path} does not hold one CustomResourceDefinition`);
      return { name: object.metadata.name, path };
    });
}
