#!/usr/bin/env node
// compare.mjs DIR
// Holds the kinds that we typed against the definitions of the same kinds in DIR (YAML or JSON, one a file).
// Fails where ours knows a field that theirs doesn't, lacks one that theirs has, or would refuse what theirs allows;
// where ours allows more (a pattern or a word less), that is printed and passes. Their status is theirs to write.
// Prints {"compared":[…],"missing":[…],"wider":N} last.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { customKind } from './dialect.mjs';
import { definitionOf, typedKinds } from './sources.mjs';

const [folder, ...others] = process.argv.slice(2);
if (folder === undefined || others.length > 0) {
  console.error('usage: node schemas/compare.mjs DIR');
  process.exit(2);
}
const theirs = new Map(
  readdirSync(folder)
    .filter((file) => /\.(?:ya?ml|json)$/.test(file))
    .map((file) => load(readFileSync(join(folder, file), 'utf8')))
    .map((definition) => [definition.metadata.name, definition]),
);
const compared = [];
const missing = [];
let wider = 0;
for (const ours of typedKinds().map(definitionOf)) {
  const { name } = ours.metadata;
  const version = ours.spec.versions[0].name;
  const given = theirs.get(name)?.spec.versions.find((one) => one.name === version);
  if (given === undefined) {
    missing.push(name);
    continue;
  }
  compared.push(name);
  const kind = { group: ours.spec.group, version, kind: ours.spec.names.kind };
  const schemas = [ours.spec.versions[0], given].map(({ schema }) => customKind(kind, schema.openAPIV3Schema));
  for (const key of ['scope', 'names']) {
    const [one, other] = [ours.spec[key], theirs.get(name).spec[key]];
    if (JSON.stringify(sortedNames(one)) !== JSON.stringify(sortedNames(other))) fault(name, key, 'differ');
  }
  compare(name, '', ...schemas);
}
console.log(JSON.stringify({ compared, missing, wider }));

function sortedNames(names) {
  if (typeof names === 'string') return names;
  return ['kind', 'listKind', 'plural', 'singular'].map((key) => names[key]);
}

function compare(name, path, ours, other) {
  if (path === 'status') return;
  if (JSON.stringify(ours.type) !== JSON.stringify(other.type)) fault(name, path, `is ${ours.type}, not ${other.type}`);
  narrower(name, path, ours, other);
  if (ours.type === 'object' && ours.properties === undefined && ours.additionalProperties === undefined) {
    if (other.properties !== undefined) note(name, path, 'is open');
    return;
  }
  const [mine, yours] = [ours.properties ?? {}, other.properties ?? {}];
  for (const field of Object.keys(mine))
    if (yours[field] === undefined) fault(name, below(path, field), 'is a field of ours alone');
  for (const field of Object.keys(yours)) {
    if (mine[field] === undefined) fault(name, below(path, field), 'is missing in ours');
    else compare(name, below(path, field), mine[field], yours[field]);
  }
  for (const keyword of ['items', 'additionalProperties']) {
    const [one, another] = [ours[keyword], other[keyword]];
    if (typeof one !== typeof another) fault(name, path, `has other ${keyword}`);
    else if (typeof one === 'object') compare(name, below(path, keyword === 'items' ? '[]' : '*'), one, another);
  }
}

/** Bounds and words: more of them in ours is a fault, less is a note. */
function narrower(name, path, ours, other) {
  for (const [keyword, sign] of [
    ['minimum', 1],
    ['minLength', 1],
    ['minItems', 1],
    ['minProperties', 1],
    ['maximum', -1],
    ['maxLength', -1],
    ['maxItems', -1],
    ['maxProperties', -1],
  ]) {
    const [one, another] = [ours[keyword], other[keyword]].map((bound) => (bound ?? -Infinity * sign) * sign);
    if (one > another) fault(name, path, `has the ${keyword} ${ours[keyword]}, not ${other[keyword]}`);
    if (one < another) note(name, path, `has no ${keyword} ${other[keyword]}`);
  }
  for (const keyword of ['enum', 'required']) {
    const [one, another] = [ours[keyword], other[keyword]];
    // A word less or a field that must be there more, and ours would refuse what theirs allows.
    const refused = keyword === 'required' ? minus(one, another) : one === undefined ? [] : minus(another, one);
    const passed = keyword === 'required' ? minus(another, one) : another === undefined ? [] : minus(one, another);
    if (refused.length > 0) fault(name, path, `has another ${keyword}: ${refused}`);
    if (passed.length > 0 || (keyword === 'enum' && one === undefined && another !== undefined))
      note(name, path, `has another ${keyword}`);
    if (keyword === 'enum' && one !== undefined && another === undefined) fault(name, path, 'has words of its own');
  }
  if (ours.pattern !== other.pattern) note(name, path, `has the pattern ${ours.pattern}, not ${other.pattern}`);
  if (ours.format !== other.format) note(name, path, `has the format ${ours.format}, not ${other.format}`);
}

function minus(one = [], other = []) {
  return one.filter((item) => !other.includes(item));
}

function below(path, field) {
  return path === '' ? field : `${path}.${field}`;
}

function fault(name, path, problem) {
  console.error(`${name} ${path}: ${problem}`);
  process.exitCode = 1;
}

function note(name, path, difference) {
  console.log(`wider or spelled otherwise: ${name} ${path} ${difference}`);
  wider += 1;
}
