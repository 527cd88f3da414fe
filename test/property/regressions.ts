import type { EnvironmentSpec } from '../../lib/environment-spec';
import { holed, throwing } from '../support/arbitrary/oddity';
import { testEnvironment } from '../support/environment';
import { byName, type FleetPlan, type PlacedPlan, type ServicePlan } from '../support/generated';
import type { Hatch } from '../support/hatch';

/**
 * Cases that failed once, made small by hand; each property tries its own before anything else, in every run.
 * They are data and not seeds: a seed means something else as soon as a generator changes.
 */

const spec = testEnvironment();
const base: ServicePlan = {
  id: 'caught',
  props: { owner: 'group::pilots', image: byName('echo') },
  later: [],
  ways: [],
  hatches: [],
};

const withProps = (props: object, more: Partial<ServicePlan> = {}): PlacedPlan => ({
  spec,
  plan: { ...base, props: { ...(base.props as object), ...props }, ...more },
});
const withId = (id: unknown): PlacedPlan => ({ spec, plan: { ...base, id } });
const withFacts = (facts: object): PlacedPlan => ({
  // Wrong on purpose.
  spec: { ...spec, ...facts },
  plan: base,
});
const withHatch = (...hatches: readonly Hatch[]): PlacedPlan => ({ spec, plan: { ...base, hatches } });
const patch = (path: string, value: unknown): PlacedPlan =>
  withHatch({ kind: 'patch', on: -1, op: 'add', path, value });

export const LEGAL_SERVICES: readonly PlacedPlan[] = [
  // Variables came out in the order in which they were typed, and so did the reasons in the record.
  withProps({ run: { variables: { B: 'b', A: '$(B)' } } }),
  // `__proto__` was dropped, and `constructor` was taken for a variable that everybody has.
  withProps({ run: { variables: Object.fromEntries([['__proto__', 'a']]) } }),
  // Minus zero was written as 0, and read back as another number.
  withProps({ replicas: -0 }),
  // Labels of callers in two orders were two callers.
  {
    spec: testEnvironment({
      gitlab: {
        callers: {
          rails: { namespace: 'monolith', labels: { app: 'a', tier: 'b' } },
          sidekiq: { namespace: 'monolith', labels: { tier: 'b', app: 'a' } },
        },
      },
    }),
    plan: base,
  },
];

export const NEARLY_LEGAL_SERVICES: readonly PlacedPlan[] = [
  // Ids that are no texts ended in a failure of ours, as did one that every object has, and one with a blank.
  ...[undefined, null, Symbol('id'), 1n, {}, 'constructor', 'a b', '\ud800', 'x'.repeat(3_000)].map(withId),
  { spec, plan: { ...base, later: [{ name: Symbol('workload'), props: {} }] } },
  { spec, plan: { ...base, id: 'x'.repeat(3_000), later: [{ name: 'other', props: undefined }] } },
  { spec, plan: { ...base, later: [{ name: 'constructor', props: { image: byName('echo'), secrets: ['a'] } }] } },
  // Props that are none.
  ...[undefined, null, 'a', [], new Map()].map((props): PlacedPlan => ({ spec, plan: { ...base, props } })),
  // Nothing was read of what is no group.
  withProps({ run: new Map([['cpu', 1]]) }),
  withProps({ run: { variables: null } }),
  withProps({ serves: new Date(0) }),
  withProps({ gpu: null }),
  withProps({ gpu: { model: ['l4'] } }),
  withProps({ gpu: { model: Object.create(null) as unknown } }),
  // A hole in a list was passed over, and a text within a list was taken for the list.
  withProps({ run: { args: holed() } }),
  withProps({ serves: { ready: ['/a'] } }),
  withProps({ serves: { ready: '/é' } }),
  // What no file can hold came back as something else.
  withProps({ run: { args: ['\ud800'] } }),
  withProps({ run: { variables: { A: 'a\0' } } }),
  // Messages in two lines, or without a text.
  withProps({ image: 'a\nb' }),
  withProps({ 'a\nb': 1 }),
  withProps({ owner: { toJSON: () => undefined } }),
  withProps({ maturity: [1n] }),
  // Names of images that are none.
  withProps({ image: byName(undefined) }),
  withProps({ image: byName(Object.create(null)) }),
  withProps({ callers: ['a'.repeat(5_000)] }),
  // The author's own mistake stays theirs.
  { spec, plan: { ...base, props: throwing('image') } },
];

export const ENVIRONMENTS: readonly PlacedPlan[] = [
  // No environment, or one that can't even be told apart.
  ...[null, 'a', [], new Map()].map((facts): PlacedPlan => ({ spec: facts as unknown as EnvironmentSpec, plan: base })),
  withFacts({ name: Symbol('name') }),
  // Groups that are missing, of which services then read.
  withFacts({ vault: { address: spec.vault.address } }),
  withFacts({ teams: undefined }),
  withFacts({ teams: { 'group::pilots': null } }),
  withFacts({ gitlab: { ...spec.gitlab, callers: { rails: 'a', sidekiq: null } } }),
  // No plain data.
  withFacts({ images: new Map() }),
  withFacts({ quotas: { A: 1n } }),
  withFacts({ alertReceivers: { pilots: { channel: new Date(0) } } }),
  // Wrong on purpose.
  { spec: throwing('gpus', spec) as EnvironmentSpec, plan: base },
  // Addresses that no parser takes, and texts that Terraform reads as something else.
  withFacts({ gitlab: { ...spec.gitlab, internalApi: 'https://a:99999' } }),
  withFacts({ vault: { ...spec.vault, address: 'https://a/${b}' } }),
  withFacts({ cluster: { ...spec.cluster, name: 'a${b}', issuer: 'https://issuer.example' } }),
  withFacts({ google: { ...spec.google, zones: ['us-central1-a-b'] } }),
  // Labels and durations that no API takes.
  withFacts({ prometheus: { ...spec.prometheus, namespaceSelector: { 'a b': 'c' } } }),
  withFacts({ teams: { 'group::pilots-': { group: 'pilots', receiver: 'pilots' } } }),
  withFacts({ gateway: { ...spec.gateway, detachTime: '99999999999999999999h' } }),
  withFacts({ gateway: { ...spec.gateway, domain: '-a.b' } }),
  // Five minutes of looking for a password in what is none.
  withFacts({ alertReceivers: { pilots: { channel: 'a.'.repeat(20_000) } } }),
];

export const HATCHES: readonly PlacedPlan[] = [
  // A kind that no rule saw, since the record still had the old one.
  patch('/kind', 'ClusterRoleBinding'),
  patch('/apiVersion', 5),
  patch('/metadata/name', 'a/b'),
  patch('/metadata', null),
  patch('', 'nothing'),
  // A path without its slash put the value under 'undefined'.
  patch('spec', 1),
  patch('/nowhere/at/all', 1),
  patch('/__proto__/polluted', 1),
  withHatch({ kind: 'patch', on: -1, op: 'test', path: '/kind', value: 'Pod' }),
  withHatch({ kind: 'label', on: 0, path: 'a', value: NaN }),
  // Overrides that changed every object of the process, or that cdktf can't write.
  withHatch({ kind: 'override', on: 0, path: '__proto__.polluted', value: 1 }),
  withHatch({ kind: 'stack', path: 'constructor.prototype.polluted', value: 1 }),
  withHatch({ kind: 'stack', path: 'provider.google', value: 5 }),
  withHatch({ kind: 'stack', path: 'resource', value: null }),
  withHatch({ kind: 'stack', path: 'terraform.required_version', value: '>= 1.5' }),
  withHatch({ kind: 'stack', path: 'locals.a', value: 5 }),
  withHatch({ kind: 'stack', path: 'unheard', value: { of: 1 } }),
  withHatch({ kind: 'override', on: 3, path: 'a', value: '${TfToken[TOKEN.99999]}' }),
  withHatch({ kind: 'override', on: 3, path: 'a', value: new Map([['a', 1]]) }),
  withHatch({ kind: 'override', on: 3, path: 'a', value: () => 1 }),
];

export const FLEETS: readonly FleetPlan[] = [
  { specs: [spec], services: [base, base], rows: [] },
  { specs: [spec], services: [base], rows: [[0, [0, 0]]] },
  { specs: [spec, { ...spec }], services: [base], rows: [] },
];
