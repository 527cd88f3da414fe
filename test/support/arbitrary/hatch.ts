import * as fc from 'fast-check';
import type { Hatch } from '../hatch';
import { oddValue } from './oddity';
import { anyText } from './text';

/** Where a patch may go: what a Deployment has, what other kinds have, and what nothing has. */
const POINTERS = [
  ...['', '/', '/metadata', '/metadata/name', '/metadata/namespace', '/metadata/labels', '/metadata/labels/a'],
  ...['/metadata/labels/taxiway.dev~1service', '/metadata/annotations/a', '/metadata/annotations', '/kind'],
  ...['/apiVersion', '/spec', '/spec/replicas', '/spec/strategy', '/spec/selector', '/spec/selector/matchLabels'],
  ...['/spec/template', '/spec/template/metadata', '/spec/template/metadata/labels', '/spec/template/spec'],
  ...['/spec/template/spec/containers', '/spec/template/spec/containers/-', '/spec/template/spec/containers/0'],
  ...['/spec/template/spec/containers/0/env', '/spec/template/spec/containers/0/env/0'],
  ...['/spec/template/spec/containers/0/env/-', '/spec/template/spec/containers/0/env/0/value'],
  ...['/spec/template/spec/containers/0/args', '/spec/template/spec/containers/0/resources'],
  ...['/spec/template/spec/containers/0/resources/requests/cpu', '/spec/template/spec/containers/0/volumeMounts'],
  ...['/spec/template/spec/containers/0/ports', '/spec/template/spec/containers/0/name'],
  ...['/spec/template/spec/containers/0/readinessProbe', '/spec/template/spec/containers/0/lifecycle'],
  ...['/spec/template/spec/initContainers', '/spec/template/spec/volumes', '/spec/template/spec/volumes/0'],
  ...['/spec/template/spec/securityContext', '/spec/template/spec/nodeSelector', '/spec/template/spec/tolerations'],
  ...['/spec/hard', '/spec/hard/pods', '/spec/hard/requests.cpu', '/spec/limits', '/spec/podSelector', '/spec/egress'],
  ...['/spec/egress/0/to', '/spec/egress/0/ports', '/spec/ingress', '/spec/ingress/0/from', '/spec/policyTypes'],
  ...['/rules', '/rules/0/verbs', '/rules/0/resources', '/rules/-', '/subjects', '/subjects/0', '/roleRef'],
  ...['/spec/ports', '/spec/ports/0', '/spec/ports/0/port', '/spec/type', '/spec/parentRefs', '/spec/hostnames'],
  ...['/spec/rules', '/spec/rules/0/backendRefs', '/spec/default', '/spec/default/timeoutSec', '/spec/targetRef'],
  ...['/spec/data', '/spec/data/0', '/spec/data/0/remoteRef', '/spec/dataFrom', '/spec/target', '/spec/secretStoreRef'],
  ...['/spec/provider', '/spec/provider/vault', '/spec/provider/vault/auth/jwt', '/spec/provider/vault/server'],
  ...['/data', '/stringData', '/__proto__', '/__proto__/x', '/constructor/prototype', '/spec/~2', 'spec', '/a/b/c'],
];

const DOTTED = [
  ...['', '.', 'description', 'account_id', 'project', 'member', 'role', 'condition', 'policy', 'name', 'role_name'],
  ...['bound_claims', 'bound_audiences', 'token_policies', 'lifecycle', 'lifecycle.prevent_destroy', 'provider'],
  ...['depends_on', 'count', 'for_each', 'connection.password', 'a', 'a.b.c', 'a..b', '//', '0', 'role_type'],
  ...['__proto__.polluted', 'constructor.prototype.polluted', 'a.__proto__.polluted', 'toString', 'hasOwnProperty.a'],
];

const STACK = [
  ...[
    'terraform',
    'terraform.backend',
    'terraform.backend.gcs',
    'terraform.backend.gcs.bucket',
    'terraform.backend.s3',
  ],
  ...['terraform.required_providers', 'terraform.required_providers.google', 'terraform.required_version', 'provider'],
  ...['provider.google', 'provider.vault', 'resource', 'resource.a', 'resource.a.b', 'resource.google_service_account'],
  ...['resource.google_service_account.deploy', 'data', 'data.a.b', 'locals', 'locals.a', 'output', 'output.a'],
  ...['variable.a', 'module.a', 'moved', 'import', 'removed', 'check.a', 'unheard', '//', '', '__proto__.polluted'],
];

/** Data as an author may patch it in, right for some field or other. */
const plausible: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.integer(),
  fc.constantFrom<unknown>(0.1, 1e21, 1e-7, -0, 2 ** 53, true, null, [], {}, [''], [{}], { a: [] }, [null], [[]]),
  fc.constantFrom<unknown>('1Gi', '100m', '1e3', '1E999', '0', '-1', '10.0.0.0/8', '0.0.0.0/0', 'l4', 'TCP', '8080'),
  fc.constantFrom<unknown>({ name: 'a' }, [{ name: 'a', value: 1 }], { cpu: 1 }, { matchLabels: {} }, [{ name: 5 }]),
  fc.constantFrom<unknown>([{ name: 'a', image: 'b' }], { 'a\nb': 1 }, { ['k'.repeat(2_000)]: 'v' }, { '~': 1, '': 2 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** What is plain data, and now and then what is not. */
const value = fc.oneof({ arbitrary: plausible, weight: 4 }, { arbitrary: oddValue, weight: 1 });

const on = fc.oneof(fc.constant(-1), fc.nat(40));

/** What authors do patch, and should not: each is right for the schema. */
const AIMED: readonly (readonly [path: string, value: unknown])[] = [
  ['/metadata/namespace', 'elsewhere'],
  ['/spec/template/spec/serviceAccountName', 'elsewhere'],
  ['/spec/template/spec/priorityClassName', 'system-cluster-critical'],
  ['/spec/replicas', 7],
  ['/spec/strategy', { type: 'Recreate' }],
  ['/spec/strategy/rollingUpdate/maxSurge', 2],
];

const aimed = fc.constantFrom(...AIMED).chain(([path, given]) =>
  fc.record({
    kind: fc.constant('patch' as const),
    on,
    op: fc.constant('add'),
    path: fc.constant(path),
    value: fc.constant(given),
  }),
);

/** A patch, label, annotation or override, right or wrong. */
export const anyHatch: fc.Arbitrary<Hatch> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('patch' as const),
      on,
      op: fc.constantFrom('add', 'add', 'add', 'replace', 'replace', 'remove', 'test', 'copy', 'move'),
      path: fc.constantFrom(...POINTERS),
      value: fc.oneof({ arbitrary: value, weight: 5 }, { arbitrary: fc.constantFrom(...POINTERS), weight: 1 }),
    }),
    weight: 6,
  },
  { arbitrary: aimed, weight: 2 },
  {
    arbitrary: fc.record({
      kind: fc.constantFrom('label', 'annotation'),
      on,
      path: fc.oneof(anyText, fc.constantFrom('taxiway.dev/service', 'a/b/c', '__proto__')),
      value,
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('override' as const), on, path: fc.constantFrom(...DOTTED), value }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('stack' as const), path: fc.constantFrom(...STACK), value }),
    weight: 2,
  },
);
