/**
 * Makes effects.jsonl, what a changed argument does, from facts read in the providers' sources:
 *
 *   node schemas/terraform/effects.mjs terraform-effects.json 2026-11-28
 *
 * One line a type. Dropped are what the schemas beside it say already, timeouts, and what excludes what.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const byName = (object = {}) => Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));

const MODES = { required: 'r', optional: 'o', 'optional+computed': 'oc', computed: 'c' };
/** f: a change replaces; n: something below does; s: a secret. */
const FLAGS = { forceNew: 'f', nestedForceNew: 'n', sensitive: 's' };
const MORE = ['suppress', 'checked', 'sameAs', 'default'];

function compactArgument(argument) {
  const { type, mode } = argument;
  const letters = Object.entries(FLAGS).flatMap(([key, letter]) => (argument[key] === true ? [letter] : []));
  const more = Object.fromEntries(MORE.flatMap((key) => (argument[key] === undefined ? [] : [[key, argument[key]]])));
  return [MODES[mode] + letters.join(''), type, ...(Object.keys(more).length === 0 ? [] : [more])];
}

/** The lines of the file, the first of which says what it is. */
export function linesOf({ providers, resources }, date) {
  const types = byName(resources).map(([type, { replaceWhen, guards, losesOnReplace: loses, arguments: all }]) => ({
    type,
    loses,
    ...(replaceWhen === undefined ? {} : { replaceWhen }),
    ...(guards === undefined ? {} : { guards }),
    arguments: Object.fromEntries(byName(all).map(([path, argument]) => [path, compactArgument(argument)])),
  }));
  return [{ effects: providers, date }, ...types].map((line) => JSON.stringify(line));
}

function main([file, date]) {
  if (file === undefined || date === undefined) throw new Error('give a file and the day on which it was made');
  const facts = JSON.parse(readFileSync(file, 'utf8'));
  const lines = linesOf(facts, date);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(here('effects.jsonl'), text);
  const sources = JSON.parse(readFileSync(here('sources.json'), 'utf8'));
  sources['effects.jsonl'] = {
    providers: facts.providers,
    date,
    from: 'facts read in the schemas and CustomizeDiff functions of both providers; those with `checked` were planned by the real ones',
    repositories: [
      `https://github.com/hashicorp/terraform-provider-google/tree/v${facts.providers.google}`,
      `https://github.com/hashicorp/terraform-provider-vault/tree/v${facts.providers.vault}`,
    ],
    licence: 'MPL-2.0',
    types: lines.length - 1,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  writeFileSync(here('sources.json'), `${JSON.stringify(Object.fromEntries(byName(sources)), null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
