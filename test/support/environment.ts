import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Construct } from 'constructs';
import * as library from '../../constructs/index';
import { MlService, type MlServiceProps } from '../../constructs/ml-service';
import { environmentsOf, synthesize } from '../../constructs/synthesize';
import type { Document } from '../../lib/assembly/document';
import type { Environment } from '../../lib/environment';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import type { Mistake } from '../../lib/errors';
import { loadProgram } from '../../lib/loader/load';
import { place, type Placement } from '../../lib/placement';

/** What a placement came to: documents, or the mistakes in their way; never both. */
export interface Rendering {
  readonly documents: readonly Document[];
  readonly mistakes: readonly Mistake[];
}

export type ServiceClass = new (env: Environment) => Construct;

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;

const DIGEST = '0123456789abcdef'.repeat(4);

/** A reference by digest that no registry has. */
export const pinned = (name: string): `${string}@sha256:${string}` =>
  `images.harbour.example/models/${name}@sha256:${DIGEST}`;

const HARBOUR: EnvironmentSpec<'harbour'> = {
  name: 'harbour',
  tier: 'staging',
  google: {
    project: 'harbour-models',
    projectNumber: '900800700600',
    region: 'us-central1',
    zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
  },
  cluster: {
    name: 'quay',
    location: 'us-central1',
    version: '1.35',
    dataplane: 'v2',
    issuer: 'https://container.googleapis.com/v1/projects/harbour-models/locations/us-central1/clusters/quay',
    podRange: '10.64.0.0/14',
    nodeRange: '10.128.0.0/20',
    serviceRange: '10.96.0.0/20',
  },
  gateway: {
    class: 'gke-l7-rilb',
    domain: 'models.harbour.example',
    certificate: 'harbour-tls',
    detachTime: '45s',
    proxyOnlySubnet: '10.132.0.0/23',
  },
  vault: {
    address: 'https://vault.harbour.example:8200',
    mounts: { secrets: 'kv-harbour', pods: 'jwt-harbour-pods', deploys: 'jwt-harbour-deploys' },
  },
  externalSecrets: { version: '0.16.2' },
  gitlab: {
    url: 'https://git.harbour.example',
    internalApi: 'https://api.harbour.example:8443',
    internalApiRange: '192.168.7.0/24',
    deployProject: '4711',
    deployBranch: 'trunk',
    callers: {
      rails: { through: 'gateway' },
      sidekiq: { namespace: 'monolith', labels: { app: 'sidekiq' } },
    },
  },
  registry: 'images.harbour.example/models',
  gpus: { l4: { limit: 40 }, t4: { limit: 40 } },
  quotas: { NVIDIA_L4_GPUS: 40 },
  prometheus: {
    ruleSelector: { watch: 'rules' },
    monitorSelector: { watch: 'monitors' },
    namespaceSelector: { 'metrics.harbour.example/scrape': 'yes' },
    scraper: { namespace: 'watch', labels: { app: 'prometheus' } },
  },
  autoscaling: { by: 'keda', prometheus: 'http://prometheus.watch.svc:9090' },
  grafana: 'https://charts.harbour.example',
  runbooks: 'https://runbooks.harbour.example',
  groupDomain: 'harbour.example',
  state: { bucket: 'harbour-models-state' },
  alertReceivers: { pilots: { channel: '#pilots', pager: 'pilots-on-call' } },
  alertmanager: { namespace: 'watch', secret: 'alert-receivers', fallback: 'group::pilots' },
  dashboards: { namespace: 'watch', selector: { charts: 'yes' } },
  teams: { 'group::pilots': { group: 'pilots', receiver: 'pilots' } },
  images: { echo: pinned('echo'), ranker: pinned('ranker') },
};

/** A small environment in which everything is right; groups are merged, `undefined` takes a fact away. */
export function testEnvironment(changes: DeepPartial<EnvironmentSpec> = {}): EnvironmentSpec {
  // Changes are of the same shape, so the merged facts are as well.
  return merge(HARBOUR, changes) as EnvironmentSpec;
}

function merge(into: unknown, changes: unknown): unknown {
  if (!isGroup(into) || !isGroup(changes) || 'through' in into || 'through' in changes) return changes;
  const merged: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) Reflect.deleteProperty(merged, key);
    else merged[key] = key in into ? merge(into[key], value) : value;
  }
  return merged;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Synthesizes services placed in one environment, in memory. */
export function render(
  services: ServiceClass | readonly ServiceClass[],
  spec: EnvironmentSpec = testEnvironment(),
): Rendering {
  const classes = typeof services === 'function' ? [services] : services;
  return renderTable(
    classes.map((service) => place(service, [spec])),
    spec,
  );
}

/** Synthesizes one environment of a placement table, in memory. */
export function renderTable(table: readonly Placement[], spec: EnvironmentSpec): Rendering {
  const outcome = synthesize(table, spec);
  return 'assembly' in outcome
    ? { documents: outcome.assembly.documents, mistakes: [] }
    : { documents: [], mistakes: outcome.mistakes };
}

/** Props as anybody may type them: right, wrong, or not there. */
export type LooseProps = Readonly<Record<string, unknown>>;

/**
 * A service of `group::pilots` with the image `echo`; what is given comes on top, right or wrong.
 * `more` is what its author writes after `super(…)`.
 */
export function service(
  id: string,
  props: LooseProps | ((env: Environment) => LooseProps) = {},
  more: (service: MlService, env: Environment) => void = () => undefined,
): ServiceClass {
  const TestService = class extends MlService {
    constructor(env: Environment) {
      const given = typeof props === 'function' ? props(env) : props;
      // Wrong on purpose, where a test wants to see it refused.
      const whole = { owner: 'group::pilots', image: env.image('echo'), ...given } as unknown as MlServiceProps;
      super(env, id, whole);
      more(this, env);
    }
  };
  // A class per id, as in a real placement table.
  Object.defineProperty(TestService, 'name', { value: `${id}-service` });
  return TestService;
}

const folders: string[] = [];

/**
 * Renders a program as the command line does, so that places in its files are known exactly.
 * `files` are TypeScript sources; `services/index.ts` exports `placements`. One rendering for each environment.
 */
export function renderProgram(files: Readonly<Record<string, string>>): readonly Rendering[] {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'taxiway-program-')));
  folders.push(root);
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const exported = loadProgram({ root, entry: 'services/index.ts', library: { name: 'taxiway', exports: library } });
  // The program was written by the test.
  const placements = exported['placements'] as readonly Placement[];
  return environmentsOf(placements).map((spec) => renderTable(placements, spec));
}

/** Removes what `renderProgram` wrote. */
export function removePrograms(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** The source of an environment file, for programs. */
export function environmentSource(name: string, spec: EnvironmentSpec): string {
  return `import { defineEnvironment } from 'taxiway';\n\nexport const ${name} = defineEnvironment(${JSON.stringify(spec, undefined, 2)});\n`;
}
