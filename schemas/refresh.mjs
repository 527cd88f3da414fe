#!/usr/bin/env node
// refresh.mjs [--check]
// Makes the vendored schemas anew from the sources that sources.json names and from typed/, one JSON value a line:
//   kubernetes.jsonl     built-in kinds of every minor version; what several minors have alike stands there once
//   custom/<name>.jsonl  custom kinds of one source
//   custom/groups.json   which of them hold the kinds of an API group
// The same sources give the same bytes. --check writes nothing and fails where a file would change.
// Needs the go command, and python3 with pip; both fetch as they are set up.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from 'js-yaml';
import { builtIns, customKind, sorted } from './dialect.mjs';
import { shared } from './shared.mjs';
import { FOLDER, SOURCES, definitionOf, moduleFolder, run, typedKinds } from './sources.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
try {
  const files = allFiles();
  const stale = staleAmong(files);
  if (values.check) {
    for (const name of stale) console.error(`schemas/${name} is not what its sources give`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else write(files, stale);
  const size = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  console.log(`${files.size} files, ${size} bytes, ${stale.length} ${values.check ? 'stale' : 'written'}`);
} catch (error) {
  console.error(`refresh: ${error.message}`);
  process.exitCode = 1;
}

function allFiles() {
  const files = new Map([['kubernetes.jsonl', kubernetes(SOURCES.kubernetes)]]);
  for (const source of SOURCES.modules) files.set(`custom/${source.name}.jsonl`, custom(source, ofModule(source)));
  const typed = { name: 'typed', version: 'by hand', licence: 'Apache-2.0' };
  files.set('custom/typed.jsonl', custom(typed, typedKinds().map(definitionOf)));
  files.set('custom/groups.json', groupsIn(files));
  return files;
}

function groupsIn(files) {
  const groups = {};
  for (const [name, text] of files) {
    const [, file] = /^custom\/(.+)\.jsonl$/.exec(name) ?? [];
    if (file === undefined) continue;
    for (const [, group] of text.matchAll(/^\{"kind":"([^/"]+)\//gm))
      groups[group] = [...new Set([...(groups[group] ?? []), file])];
  }
  return `${JSON.stringify(sorted(groups), undefined, 2)}\n`;
}

function kubernetes({ member, minors, ...source }) {
  const wheel = fetchWheel(source);
  const kinds = new Map();
  const variants = new Map();
  try {
    for (const minor of minors) {
      const found = builtIns(memberOf(wheel.path, member.replace('{minor}', minor)).$defs);
      for (const [kind, name] of found.kinds) kinds.set(kind, name);
      for (const [name, schema] of found.definitions) {
        const text = JSON.stringify(schema);
        const known = variants.get(name) ?? new Map();
        variants.set(name, known.set(text, [...(known.get(text) ?? []), minor]));
      }
    }
  } finally {
    rmSync(wheel.folder, { recursive: true });
  }
  const lines = [{ source: nameOf(source), licence: source.licence, minors }];
  for (const kind of [...kinds.keys()].sort()) lines.push({ kind, is: kinds.get(kind) });
  for (const name of [...variants.keys()].sort()) {
    for (const [text, held] of variants.get(name))
      lines.push({ name, ...(held.length < minors.length ? { minors: held } : {}), schema: JSON.parse(text) });
  }
  return textOf(lines);
}

function fetchWheel({ project, version, file, sha256 }) {
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  run('python3', [...pip, '--only-binary', ':all:', '--dest', folder, `${project}==${version}`]);
  const path = join(folder, file);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (digest !== sha256) throw new Error(`${file} has the SHA-256 ${digest}, not ${sha256}`);
  return { folder, path };
}

function memberOf(path, member) {
  const program = 'import sys,zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  return JSON.parse(run('python3', ['-c', program, path, member]));
}

function ofModule(source) {
  const home = join(moduleFolder(source), source.folder);
  return Object.entries(source.definitions).map(([name, file]) => {
    const definition = load(readFileSync(join(home, file), 'utf8'));
    if (definition.metadata.name !== name)
      throw new Error(`${source.module}: ${file} holds ${definition.metadata.name}`);
    return definition;
  });
}

function custom(source, definitions) {
  const kinds = new Map();
  for (const { spec } of definitions) {
    for (const { name: version, served, schema } of spec.versions) {
      if (!served) continue;
      const kind = { group: spec.group, version, kind: spec.names.kind };
      kinds.set(`${spec.group}/${version} ${kind.kind}`, customKind(kind, schema.openAPIV3Schema));
    }
  }
  const names = [...kinds.keys()].sort();
  const { schemas, definitions: parts } = shared(names.map((name) => kinds.get(name)));
  return textOf([
    { source: nameOf(source), licence: source.licence },
    ...names.map((kind, index) => ({ kind, schema: schemas[index] })),
    ...[...parts].map(([name, schema]) => ({ name, schema })),
  ]);
}

function nameOf({ project, module, name, version }) {
  return `${project ?? module ?? name} ${version}`;
}

function textOf(lines) {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Names of files that are not on disk as they should be, and of those that should not be there. */
function staleAmong(files) {
  const kept = existsSync(join(FOLDER, 'custom'))
    ? readdirSync(join(FOLDER, 'custom')).map((name) => `custom/${name}`)
    : [];
  const wrong = [...files].filter(([name, text]) => {
    const path = join(FOLDER, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
  return [...wrong.map(([name]) => name), ...kept.filter((name) => !files.has(name))];
}

function write(files, stale) {
  mkdirSync(join(FOLDER, 'custom'), { recursive: true });
  for (const name of stale) {
    const text = files.get(name);
    if (text === undefined) rmSync(join(FOLDER, name));
    else writeFileSync(join(FOLDER, name), text);
  }
}
