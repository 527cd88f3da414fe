// Where schemas come from: `sources.json` names every source, `typed/` holds the kinds that no registry serves.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FOLDER = dirname(fileURLToPath(import.meta.url));

export const SOURCES = JSON.parse(readFileSync(join(FOLDER, 'sources.json'), 'utf8'));

/** The folder that holds a Go module, fetched as the go command is set up, once its sum is the recorded one. */
export function moduleFolder({ module, version, sum }) {
  // Outside of any module the go command takes every module at any version.
  const environment = { ...process.env, GOWORK: 'off', GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'local' };
  const answer = JSON.parse(
    run('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: tmpdir(), env: environment }),
  );
  if (answer.Error !== undefined) throw new Error(`${module}@${version} cannot be had: ${answer.Error}`);
  if (answer.Sum !== sum) throw new Error(`${module}@${version} has the sum ${answer.Sum}, not ${sum}`);
  return answer.Dir;
}

/** Runs a program and returns what it prints, which it also does for a failure that it explains there. */
export function run(program, args, options = {}) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error(`${program} is not on the path`, { cause: error });
    if (typeof error.stdout === 'string' && error.stdout.startsWith('{')) return error.stdout;
    throw error;
  }
}

/** The kinds that we typed, by file, with every reference replaced by what it refers to. */
export function typedKinds() {
  return SOURCES.typed.map((file) => {
    const kind = typedFile(file);
    return { ...kind, schema: inlined(kind.schema, file) };
  });
}

function typedFile(file) {
  return JSON.parse(readFileSync(join(FOLDER, 'typed', file), 'utf8'));
}

function inlined(value, file) {
  if (Array.isArray(value)) return value.map((item) => inlined(item, file));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$ref === 'string') {
    const [other, name] = value.$ref.split('#/definitions/');
    const home = other === '' ? file : other;
    const found = typedFile(home).definitions?.[name];
    if (found === undefined) throw new Error(`typed/${file}: ${value.$ref} leads nowhere`);
    return inlined(found, home);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inlined(item, file)]));
}

/** The CustomResourceDefinition of a kind that we typed. */
export function definitionOf({ group, version, kind, plural, scope, labels, documentation, schema }) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels,
      annotations: { 'taxiway/typed-from': documentation },
    },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: whole(schema) },
        },
      ],
    },
  };
}

/** With what every object has. */
function whole(schema) {
  const own = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  return { ...schema, properties: { ...own, ...schema.properties } };
}
