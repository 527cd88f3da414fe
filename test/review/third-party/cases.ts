import type { Assembly } from '../../../lib/assembly/assembly';
import type { Document, Json, JsonObject } from '../../../lib/assembly/document';
import { asList, asTexts, block, isObject } from '../../../lib/check/json';
import { traversalsIn } from '../../../lib/check/terraform/expression';
import { blockName } from '../../../lib/check/terraform/stack';
import { deltasOf } from '../../../lib/diff/compare';
import { diffAssemblies } from '../../../lib/diff/diff';
import { effectOf, resourceType } from '../../../lib/diff/effects/effect';
import { factsOf, isBlock } from '../../../lib/diff/effects/facts';
import { compareGravity, isAdverse } from '../../../lib/diff/gravity';
import type { Assessment } from '../../../lib/diff/change';
import { environmentOf, seededChanges, sidesOf, type Expected, type SeededChange } from '../../support/seeded';

/** A seeded change as others can read it, and what this library says of it. */
export interface Case {
  readonly file: string;
  readonly name: string;
  readonly expect: Expected;
  /** What was expected, where that is among the gravest; else the gravest. */
  readonly ours: Expected;
  /** Whether anything that it says goes the wrong way. */
  readonly adverse: boolean;
  /** One for each root module in which a resource changes, as `terraform show -json` prints a plan. */
  readonly plans: readonly JsonObject[];
  /** The Kubernetes objects that change, before and after. */
  readonly kubernetes?: {
    readonly old_manifests: readonly JsonObject[];
    readonly new_manifests: readonly JsonObject[];
  };
}

/** Every seeded change. */
export function cases(): readonly Case[] {
  return seededChanges().map((change) => ({ file: change.file, ...caseOf(change) }));
}

/** A seeded change in every form. */
export function caseOf(change: SeededChange): Omit<Case, 'file'> {
  const environment = environmentOf(change);
  const { base, head } = sidesOf(change);
  const said = diffAssemblies({ base, head }).flatMap(({ assessments, service = 'the platform' }) =>
    assessments.map((assessment) => ({
      ...assessment,
      says: assessment.says.replaceAll('{service}', service).replaceAll('{environment}', environment),
    })),
  );
  const kubernetes = manifestsOf(base, head);
  return {
    name: change.name,
    expect: change.expect,
    ours: verdict(said, change.expect),
    adverse: said.some(isAdverse),
    plans: plansOf(base, head),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
}

function verdict(said: readonly Assessment[], expected: Expected): Expected {
  const sorted = [...said].sort(compareGravity);
  const [first] = sorted;
  if (first === undefined) return 'nothing';
  const gravest = sorted
    .filter((one) => compareGravity(one, first) === 0)
    .map(({ class: touched, direction, says }) => ({ class: touched, direction, says }));
  return gravest.find((one) => JSON.stringify(one) === JSON.stringify(expected)) ?? gravest[0] ?? 'nothing';
}

function changedOf(base: Assembly, head: Assembly, wanted: (document: Document) => boolean) {
  const before = new Map(base.documents.filter(wanted).map((one) => [one.id, one]));
  const after = new Map(head.documents.filter(wanted).map((one) => [one.id, one]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((id) => ({ id, before: before.get(id), after: after.get(id) }));
}

function manifestsOf(base: Assembly, head: Assembly): Case['kubernetes'] {
  const changed = changedOf(base, head, ({ domain }) => domain === 'kubernetes').filter(
    ({ before, after }) => before?.sha256 !== after?.sha256,
  );
  if (changed.length === 0) return undefined;
  const objects = (side: 'before' | 'after') =>
    changed.flatMap((one) => (one[side] === undefined ? [] : [one[side].object]));
  return { old_manifests: objects('before'), new_manifests: objects('after') };
}

/** The plans that Terraform would print, by what the providers' code says of each change. */
function plansOf(base: Assembly, head: Assembly): readonly JsonObject[] {
  const resources = changedOf(base, head, (one) => resourceType(one) !== undefined);
  const stackOf = (id: string): string => id.split('/')[1] ?? '';
  const touched = new Set(
    resources.filter(({ before, after }) => before?.sha256 !== after?.sha256).map(({ id }) => stackOf(id)),
  );
  return [...touched].sort().map((stack) => {
    const own = resources.filter(({ id }) => stackOf(id) === stack);
    const now = own.flatMap(({ after }) => after ?? []);
    return {
      format_version: '1.2',
      terraform_version: '1.11.4',
      planned_values: { root_module: { resources: now.map((one) => ({ ...namesOf(one), values: valuesOf(one) })) } },
      resource_changes: own.map(({ before, after }) => resourceChange(before, after, { base, head })),
      configuration: { root_module: { resources: now.map(configurationOf) } },
    };
  });
}

function resourceChange(
  before: Document | undefined,
  after: Document | undefined,
  sides: { base: Assembly; head: Assembly },
): JsonObject {
  const document = after ?? before;
  if (document === undefined) throw new Error('a change of nothing');
  return {
    ...namesOf(document),
    change: {
      actions: actionsOf(before, after, sides),
      before: before === undefined ? null : valuesOf(before),
      after: after === undefined ? null : valuesOf(after),
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
    },
  };
}

function actionsOf(
  before: Document | undefined,
  after: Document | undefined,
  sides: { base: Assembly; head: Assembly },
): readonly string[] {
  if (before === undefined) return ['create'];
  if (after === undefined) return ['delete'];
  const effects = deltasOf(before, after)
    .map((delta) => effectOf({ ...delta, documents: { before, after }, sides }))
    .filter(({ plans }) => plans === undefined);
  // Terraform keeps what only it reads to itself.
  const seen = deltasOf(before, after).some(
    ({ path: [first = ''] }) => !/^(?:depends_on|lifecycle|timeouts)$/.test(first),
  );
  if (effects.length === 0 || !seen) return ['no-op'];
  if (!effects.some(({ effect }) => effect === 'replaces')) return ['update'];
  const first = block(after.object['lifecycle'])['create_before_destroy'] === true;
  return first ? ['create', 'delete'] : ['delete', 'create'];
}

function namesOf(document: Document) {
  const type = resourceType(document) ?? '';
  const name = blockName(document);
  const provider = type.split('_', 1)[0] ?? '';
  return {
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name: `registry.terraform.io/hashicorp/${provider}`,
  };
}

const META = new Set(['depends_on', 'lifecycle', 'provider', 'count', 'for_each', 'provisioner', 'connection']);

/** A plan writes every block as a list. */
function valuesOf(document: Document): JsonObject {
  const facts = factsOf(resourceType(document) ?? '');
  const value = (name: string, given: Json): Json => {
    const fact = facts?.arguments[name];
    if (fact === undefined || !isBlock(fact)) return given;
    return (Array.isArray(given) ? asList(given) : [given]).map((body) =>
      isObject(body) ? values(`${name}.`, body) : body,
    );
  };
  const values = (above: string, body: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(body).map(([key, inner]) => [key, value(above + key, inner)]));
  const { object } = document;
  return values('', Object.fromEntries(Object.entries(object).filter(([key]) => !META.has(key))));
}

function configurationOf(document: Document): JsonObject {
  const { object } = document;
  const expressions = Object.entries(object)
    .filter(([key]) => !META.has(key))
    .map(([key, value]) => {
      const references = traversalsIn(JSON.stringify(value)).map(({ text }) => text);
      const expression: JsonObject = references.length > 0 ? { references } : { constant_value: value };
      return [key, expression] as const;
    });
  return {
    ...namesOf(document),
    expressions: Object.fromEntries(expressions),
    depends_on: asTexts(object['depends_on']),
  };
}
