import * as fc from 'fast-check';
import type { Document, Json, JsonObject } from '../../lib/assembly/document';
import { deltasOf } from '../../lib/diff/compare';
import { pathText } from '../../lib/diff/path';
import { valueAt } from '../../lib/origin';
import { assemblyOf } from '../support/assemblies';
import { holds, requireReached } from '../support/property';
import { respelled, type Draw } from '../support/respell';
import { AMOUNTS, WRITTEN_DEFAULTS, matching, type Place } from '../support/respell-places';

const DOCUMENTS = (['sandbox', 'staging', 'production'] as const).flatMap((name) => assemblyOf(name).documents);
/** Deployments and resources say most of what can be said in several ways. */
const RICH = DOCUMENTS.filter(({ kind }) => /^(?:Deployment|NetworkPolicy|Role|resource\..*)$/.test(kind));

const drawn = (draw: Draw): Document => {
  const list = draw(fc.boolean) ? DOCUMENTS : RICH;
  return list[draw(fc.nat, { max: list.length - 1 })]!;
};
const changes = (before: Document, after: Document): readonly string[] =>
  deltasOf(before, after).map(
    ({ path, before: old, after: now }) => `${pathText(path)}: ${JSON.stringify(old)} → ${JSON.stringify(now)}`,
  );

const reached = new Map<string, number>();
const reach = (what: string): unknown => reached.set(what, (reached.get(what) ?? 0) + 1);

holds('another spelling of a document is no change, in both directions', fc.gen(), { runs: 1000 }, (draw) => {
  const document = drawn(draw);
  const other = respelled(document, draw, reach);

  expect([document.id, changes(document, other)]).toEqual([document.id, []]);
  expect([document.id, changes(other, document)]).toEqual([document.id, []]);
});

holds('an edit of one leaf is a change, unless it is another spelling', fc.gen(), { runs: 1000 }, (draw) => {
  const document = drawn(draw);
  const leaves = [...placesIn(document.object, [], [])];
  const leaf = leaves[draw(fc.nat, { max: leaves.length - 1 })]!;
  const value = draw(fc.boolean) ? undefined : other(leaf.value, draw);
  const after = { ...document, object: edited(document.object, leaf.keys, value) as JsonObject };

  if (means(document, leaf, value)) return;
  reach(value === undefined ? 'a leaf that is taken away' : 'a leaf with another value');
  const named = `${document.id} ${leaf.keys.join('.')}: ${JSON.stringify(leaf.value)} → ${JSON.stringify(value)}`;
  expect([named, changes(document, after).length]).not.toEqual([named, 0]);
});

requireReached('respellings of every sort were tried, and edits', reached, {
  'the order of a list': 500,
  'an amount': 300,
  'a default that is written out': 500,
  'a default that is not written any more': 300,
  'a Vault policy': 30,
  'the mark of a tool': 100,
  'a leaf that is taken away': 300,
  'a leaf with another value': 400,
});

interface Leaf {
  readonly keys: readonly (string | number)[];
  readonly place: Place;
  readonly value: Json;
  readonly holder: Json;
}

function* placesIn(
  value: Json,
  keys: readonly (string | number)[],
  place: Place,
  holder: Json = null,
): Generator<Leaf> {
  const entries: [string | number, Json][] = Array.isArray(value)
    ? [...(value as readonly Json[]).entries()]
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  if (entries.length === 0) yield { keys, place, value, holder };
  for (const [key, inner] of entries)
    yield* placesIn(inner, [...keys, key], [...place, Array.isArray(value) ? '[]' : String(key)], value);
}

function other(value: Json, draw: Draw): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return draw(fc.constantFrom, value + 1, value * 10 + 1);
  if (typeof value === 'string') return draw(fc.constantFrom, `${value}x`, `x${value}`, '');
  return 'x';
}

function edited(value: Json, [key, ...rest]: readonly (string | number)[], by: Json | undefined): Json | undefined {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return list.flatMap((item, index) => (index === key ? (edited(item, rest, by) ?? []) : [item]));
  }
  const object = value as JsonObject;
  const inner = edited(object[key] ?? null, rest, by);
  const { [key]: _gone, ...others } = object;
  return inner === undefined ? others : { ...others, [key]: inner };
}

/** Whether an edit is a respelling by the tables of this test: a default, the mark of a tool, what is empty. */
function means({ kind, object }: Document, { keys, place, value, holder }: Leaf, now: Json | undefined): boolean {
  if (place.join('.').startsWith('metadata.labels.app.kubernetes.io/managed-by')) return true;
  if (typeof value === 'object' || value === now) return true;
  const unsaid = matching(WRITTEN_DEFAULTS, kind, place)?.(holder as JsonObject);
  if (now === undefined && unsaid !== undefined && JSON.stringify(unsaid) === JSON.stringify(value)) return true;
  if (matching(AMOUNTS, kind, place)?.(value).includes(now ?? null) === true) return true;
  return UNSAID.some(
    ([kinds, path, test]) =>
      matching([[kinds, path.split('.'), true]], kind, place) === true && test(value, now, keys, object),
  );
}

type Test = (value: Json, now: Json | undefined, keys: readonly (string | number)[], object: JsonObject) => boolean;
const isJust =
  (unsaid: Json): Test =>
  (value, now) =>
    now === undefined && JSON.stringify(value) === JSON.stringify(unsaid);
const row = (kinds: RegExp, path: string, unsaid: Json | Test): readonly [RegExp, string, Test] => [
  kinds,
  path,
  typeof unsaid === 'function' ? unsaid : isJust(unsaid),
];

/** Other fields that mean the same left out. */
const UNSAID: readonly (readonly [RegExp, string, Test])[] = [
  // What is not requested is what is allowed at most.
  row(/^Deployment$/, 'spec.template.spec.containers.[].resources.requests.*', (value, now, keys, object) => {
    const limits = [...keys.slice(0, -2), 'limits', keys.at(-1) ?? ''];
    return now === undefined && JSON.stringify(value) === JSON.stringify(valueAt(object, limits.join('.')));
  }),
  row(/^LimitRange$/, 'spec.limits.[].defaultRequest.*', (value, now, keys, object) => {
    const own = [...keys.slice(0, -2), 'default', keys.at(-1) ?? ''];
    return now === undefined && JSON.stringify(value) === JSON.stringify(valueAt(object, own.join('.')));
  }),
  row(/^ExternalSecret$/, 'spec.refreshInterval', '1h'),
  row(/^ExternalSecret$/, 'spec.secretStoreRef.kind', 'SecretStore'),
  row(/^Gateway$/, 'spec.listeners.[].tls.mode', 'Terminate'),
  row(/^RoleBinding$/, 'roleRef.apiGroup', 'rbac.authorization.k8s.io'),
  row(/^RoleBinding$/, 'subjects.[].apiGroup', 'rbac.authorization.k8s.io'),
  row(/^SecretStore$/, 'spec.provider.vault.version', 'v2'),
  row(/^SecretStore$/, 'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.expirationSeconds', 600),
  row(
    /^resource\.google_container_node_pool$/,
    'node_config.shielded_instance_config.enable_integrity_monitoring',
    true,
  ),
  row(/^resource\.google_logging_project_bucket_config$/, 'retention_days', 30),
  row(/^resource\.google_logging_project_sink$/, 'unique_writer_identity', true),
  row(/^resource\.vault_jwt_auth_backend$/, 'type', 'jwt'),
];
