import { load } from 'js-yaml';
import type { Document, FieldOrigin } from '../../lib/assembly/document';
import { treeOf } from '../../lib/assembly/tree';
import { originOf, valueAt } from '../../lib/origin';
import type { Rendering } from './environment';

type Documents = Pick<Rendering, 'documents'> & Partial<Pick<Rendering, 'mistakes'>>;

/** All documents of a kind, `Deployment` or `resource.vault_policy`, in the order of their ids. */
export function findAll({ documents }: Documents, kind: string, service?: string): readonly Document[] {
  return documents.filter(
    (document) => document.kind === kind && (service === undefined || document.service === service),
  );
}

/** The one document of a kind and name; a service may be named as well. */
export function find(rendering: Documents, kind: string, name?: string, service?: string): Document {
  const found = findAll(rendering, kind, service).filter(({ id }) => name === undefined || id.endsWith(`/${name}`));
  if (found.length === 1) return found[0]!;
  const wanted = `${kind}${name === undefined ? '' : ` '${name}'`}`;
  const list = (found.length === 0 ? nearby(rendering, kind) : found).map(({ id }) => `\n  ${id}`).join('');
  throw new Error(
    `${found.length} documents are a ${wanted}; there are${list || ' none at all'}${mistakesOf(rendering)}`,
  );
}

function nearby({ documents }: Documents, kind: string): readonly Document[] {
  const same = documents.filter((document) => document.kind === kind);
  return same.length > 0 ? same : documents;
}

function mistakesOf({ mistakes = [] }: Documents): string {
  return mistakes.map(({ code, at, problem }) => `\n  refused: ${at}: ${problem} (${code})`).join('');
}

// oxlint-disable-next-line typescript/no-explicit-any -- read back from JSON; a wrong guess fails the test
export type Read = any;

/** The object of the one document of a kind and name, to be read freely. */
export function objectOf(rendering: Documents, kind: string, name?: string, service?: string): Read {
  return find(rendering, kind, name, service).object;
}

/** What the file of the rules of a service, or of the platform, holds; undefined where there is none. */
export function ruleFileOf({ documents }: Documents, owner: string): Read {
  const text = treeOf(documents).get(`${owner}/rules.yaml`);
  return text === undefined ? undefined : load(text);
}

/** The spec of a workload's pods. */
export function podOf(rendering: Documents, workload = 'api', service?: string): Read {
  return objectOf(rendering, 'Deployment', workload, service).spec.template.spec;
}

/** The one container of a workload's pods. */
export function containerOf(rendering: Documents, workload = 'api', service?: string): Read {
  return podOf(rendering, workload, service).containers[0];
}

/** The environment variables of a workload's container. */
export function variablesOf(rendering: Documents, workload = 'api'): Readonly<Record<string, string>> {
  const list = containerOf(rendering, workload).env as { name: string; value: string }[];
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** Why a field of a document has its value; the field has to be there. */
export function reasonOf(document: Document, path: string): FieldOrigin | undefined {
  if (valueAt(document.object, path) === undefined) throw new Error(`${document.id} has no ${path}`);
  return originOf(document, path);
}

/** Where an actual value differs from a partial one: objects may hold more, lists may not. */
export function differences(wanted: unknown, actual: unknown, path = ''): readonly string[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const differs = [`${path === '' ? 'the value' : path}: wanted ${text(wanted)}, is ${text(actual)}`];
  if (isMatcher(wanted)) return wanted.asymmetricMatch(actual) ? [] : differs;
  if (typeof wanted !== 'object' || wanted === null) return Object.is(wanted, actual) ? [] : differs;
  if (typeof actual !== 'object' || actual === null || Array.isArray(wanted) !== Array.isArray(actual)) return differs;
  if (Array.isArray(wanted) && wanted.length !== (actual as readonly unknown[]).length) return differs;
  return Object.entries(wanted).flatMap(([key, value]) =>
    differences(value, (actual as Record<string, unknown>)[key], at(key)),
  );
}

function isMatcher(value: unknown): value is { asymmetricMatch(actual: unknown): boolean } {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value;
}

function text(value: unknown): string {
  const written = value === undefined ? 'absent' : JSON.stringify(value);
  return written.length > 200 ? `${written.slice(0, 197)}...` : written;
}

expect.extend({
  toHaveDocument(rendering: Documents, kind: string, wanted: object) {
    const candidates = findAll(rendering, kind)
      .map((document) => ({ document, apart: differences(wanted, document.object) }))
      .sort((one, other) => one.apart.length - other.apart.length);
    const [nearest] = candidates;
    const pass = nearest?.apart.length === 0;
    return {
      pass,
      message: () => {
        if (nearest === undefined) return `there is no ${kind}${mistakesOf(rendering)}`;
        if (pass) return `${nearest.document.id} is such a ${kind}`;
        return `no ${kind} of ${candidates.length} is so; the nearest is ${nearest.document.id}\n  ${nearest.apart.join('\n  ')}`;
      },
    };
  },
});

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how @types/jest is extended
  namespace jest {
    interface Matchers<R> {
      /** Some document of the kind holds all of this; on failure the nearest one is shown. */
      toHaveDocument(kind: string, wanted: object): R;
    }
  }
}
