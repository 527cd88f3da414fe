import * as fc from 'fast-check';
import type { EnvironmentSpec } from '../../../lib/environment-spec';
import type { FleetPlan, ServicePlan } from '../generated';
import { legalEnvironment } from './environment';
import { legalName } from './name';
import { ID_LIMIT, legalService } from './service';

const environments = fc
  .oneof(
    { arbitrary: fc.constant(1), weight: 5 },
    { arbitrary: fc.constant(2), weight: 3 },
    { arbitrary: fc.constant(3), weight: 1 },
  )
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => legalEnvironment(index))))
  .map(withSharedOwners);

const ids = fc.oneof(
  { arbitrary: fc.uniqueArray(legalName(ID_LIMIT), { minLength: 1, maxLength: 3, size: 'max' }), weight: 9 },
  { arbitrary: fc.uniqueArray(legalName(ID_LIMIT), { minLength: 4, maxLength: 12, size: 'max' }), weight: 1 },
);

/** Up to twelve services that call each other, in up to three environments; everything is right. */
export const legalFleet: fc.Arbitrary<FleetPlan> = environments.chain((specs) =>
  fc
    .record({ names: ids, calls: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 14, size: 'max' }) })
    .chain(({ names, calls }) => {
      const services = names.map((id, index) => {
        const near = (from: 0 | 1, to: 0 | 1): string[] => [
          ...new Set(
            calls.filter((call) => call[from] === index && call[to] !== index).flatMap((call) => names[call[to]] ?? []),
          ),
        ];
        return legalService(specs, fc.constant(id), { calls: near(0, 1), callers: near(1, 0) });
      });
      return fc.tuple(...services).map((plans) => ({ specs, services: plans, rows: [] }));
    }),
);

/** So many services that know nothing of each other, in one environment; everything is right. */
export function legalNeighbours(count: number): fc.Arbitrary<FleetPlan> {
  return legalEnvironment().chain((spec) =>
    fc
      .uniqueArray(legalName(ID_LIMIT), { minLength: count, maxLength: count, size: 'max' })
      .chain((names) => fc.tuple(...names.map((id) => legalService([spec], fc.constant(id)))))
      .map((services) => ({ specs: [spec], services, rows: [] })),
  );
}

/** What two people do to one fleet, each of them right. */
const TWISTS: readonly ((fleet: FleetPlan) => FleetPlan)[] = [
  // One id twice.
  (fleet) => ({ ...fleet, services: [...fleet.services, firstOf(fleet)] }),
  // One class in two rows.
  (fleet) => ({ ...fleet, rows: [[0, fleet.specs.map((_, index) => index)]] }),
  // One environment twice in a row.
  (fleet) => ({ ...fleet, rows: [[0, [0, 0]]] }),
  // Two environments of one name.
  (fleet) => changed(fleet, ({ name }) => ({ name })),
  // Two environments in one project, on one cluster, at one Vault, with one domain, with one bucket.
  (fleet) => changed(fleet, ({ google, cluster }) => ({ google, cluster })),
  (fleet) => changed(fleet, ({ vault }) => ({ vault })),
  (fleet) => changed(fleet, ({ gateway, gitlab }) => ({ gateway, gitlab })),
  (fleet) => changed(fleet, ({ state }) => ({ state })),
  // A service that is gone, and those that still name it.
  (fleet) => ({ ...fleet, services: fleet.services.slice(1) }),
  // A service that calls one which does not know it.
  (fleet) => ({
    ...fleet,
    services: [withProps(firstOf(fleet), { calls: ['nobody-knows'] }), ...fleet.services.slice(1)],
  }),
  // Fewer GPUs than are asked for.
  (fleet) => ({ ...fleet, specs: fleet.specs.map(scarce) }),
];

/** A fleet in which one thing is wrong between its parts. */
export const nearlyFleet: fc.Arbitrary<FleetPlan> = fc
  .tuple(legalFleet, fc.constantFrom(...TWISTS))
  .map(([fleet, twist]) => twist(fleet));

/** Every environment knows the owners of the first one, so that one class fits in all of them. */
function withSharedOwners(specs: readonly EnvironmentSpec[]): EnvironmentSpec[] {
  return specs.map((spec) => ({ ...spec, teams: { ...spec.teams, ...specs[0]?.teams } }));
}

function firstOf({ services }: FleetPlan): ServicePlan {
  const [first] = services;
  if (first === undefined) throw new Error('a fleet has a service at least');
  return first;
}

/** A fleet with one environment more, which has something of the first one. */
function changed(fleet: FleetPlan, shared: (first: EnvironmentSpec) => Partial<EnvironmentSpec>): FleetPlan {
  const [first] = fleet.specs;
  if (first === undefined) return fleet;
  const twin: EnvironmentSpec = {
    ...first,
    name: 'twin',
    google: { ...first.google, project: 'project-twin' },
    cluster: { ...first.cluster, name: 'twin', issuer: 'https://issuer.twin.example' },
    gateway: { ...first.gateway, domain: 'twin.models.example' },
    vault: { ...first.vault, address: 'https://vault-twin.example' },
    state: { bucket: 'state-twin' },
    ...shared(first),
  };
  return { ...fleet, specs: [...fleet.specs, twin] };
}

function withProps(plan: ServicePlan, props: object): ServicePlan {
  // The props of a legal plan are a group.
  return { ...plan, props: { ...(plan.props as object), ...props } };
}

function scarce(spec: EnvironmentSpec): EnvironmentSpec {
  return { ...spec, gpus: Object.fromEntries(Object.keys(spec.gpus).map((model) => [model, { limit: 1 }])) };
}
