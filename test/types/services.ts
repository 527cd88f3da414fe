/**
 * What must not compile in a service file, and what must.
 * Each expectation names the compiler's code: a line that fails for another reason is no proof (types.test.ts).
 */
import { GpuWorkload, longLived, MlService, Workload, type Environment, type MlServiceProps } from 'taxiway';

declare const env: Environment<'staging' | 'production'>;
declare const parent: MlService;

const image = 'images.harbour.example/echo@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const least = { owner: 'group::pilots', image } as const;

const mounted = { bucket: 'models', size: '15Gi' } as const;
const shape = { layers: 32, heads: 32, kvHeads: 8, headSize: 128 };
/** As the compiler sees an imported config.json. */
const config = { architectures: ['LlamaForCausalLM'], hidden_size: 4096, rope_scaling: null };

/** Props as a service file writes them. */
function props(given: MlServiceProps): MlServiceProps {
  return given;
}

export const allowed = [
  props(least),
  props({ ...least, image: env.image('echo'), maturity: 'ga', mode: 'M1' }),
  props({ ...least, gpu: { model: 'l4' } }),
  props({ ...least, budget: '3000 USD' }),
  props({ ...least, budget: env.select({ staging: '300 USD', production: '3000.50 USD' }) }),
  props({ ...least, gpu: { model: 'l4', count: 8 } }),
  props({ ...least, gpu: { model: 't4', count: 4 } }),
  props({ ...least, gpu: { model: 'h100-80gb', count: 8 } }),
  props({ ...least, gpu: env.select({ staging: { model: 't4' }, production: { model: 'l4', count: 2 } }) }),
  props({ ...least, gpu: { model: 'a100-40gb', partition: '1g.5gb', capacity: { reserved: 'kept' } } }),
  props({ ...least, gpu: { model: 'l4', sharing: 'time-sharing', clients: 4, capacity: { spot: 'all' } } }),
  props({ ...least, gpu: { memory: '40Gi', features: ['mig', 'bf16'], capacity: 'on-demand' } }),
  props({ ...least, gpu: { model: 'l4', capacity: { fallback: [{ reserved: 'a' }, 'spot', 'flex-start'] } } }),
  props({ ...least, gpu: env.select({ staging: { memory: '10Gi' }, production: { model: 'l4', count: 2 } }) }),
  props({ ...least, gpu: { model: 'l4' }, weights: { bucket: 'models', size: '15Gi' } }),
  props({ ...least, gpu: { model: 'l4' }, weights: { bucket: 'models', path: 'a/b', size: '1Gi', dtype: 'fp8' } }),
  props({ ...least, gpu: { model: 'l4' }, weights: { imageCache: 'global/images/a', size: '1Gi', utilization: 0.8 } }),
  props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, shape, context: 8192, cacheDtype: 'fp8' } }),
  props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, config, concurrency: 4 } }),
  props({
    ...least,
    gpu: { memory: '10Gi' },
    weights: env.select({ staging: mounted, production: { ...mounted, config } }),
  }),
  props({ ...least, gpu: { model: 'l4', spare: 'downtime' } }),
  props({ ...least, gpu: { memory: '10Gi', spare: env.select({ staging: 'none', production: 'surge' }) } }),
  props({ ...least, run: { node: { arch: 'arm64' } } }),
  props({ ...least, run: { node: { arch: 'amd64', family: 'n2' } } }),
  props({
    ...least,
    run: { cpu: 0.5, memory: '512Mi' },
    serves: { port: 8080, ready: '/health', longestRequest: '800ms' },
  }),
  props({ ...least, run: { cpu: '250m', memory: '1.5Gi', command: ['/bin/serve'], args: [], variables: { A: 'b' } } }),
  props({ ...least, gpu: { model: 'l4' }, serves: { profile: 'vllm', profileVersion: '0.9.2', port: 9000 } }),
  props({ ...least, serves: { profile: 'tei', protocol: 'grpc' } }),
  props({ ...least, gpu: { model: 't4' }, serves: { profile: 'triton', profileVersion: '24.04' } }),
  props({ ...least, gpu: { model: 't4' }, serves: { profile: env.select({ staging: 'tgi', production: 'vllm' }) } }),
  props({ ...least, replicas: env.select({ staging: 1, production: 6 }) }),
  props({ ...least, secrets: ['api-key'], identity: { google: ['roles/storage.objectViewer'] } }),
  props({ ...least, identity: { google: { actAs: 'account', because: 'signed-urls', roles: [] } } }),
  props({ ...least, calls: ['gitlab-api'], identity: { internalApi: '1h' } }),
  props({ ...least, callers: ['rails', 'sidekiq', 'another-service'], calls: ['gitlab-api', 'another-service'] }),
];

// @ts-expect-error 2345: an owner is required
props({ image });

// @ts-expect-error 2345: an image is required
props({ owner: 'group::pilots' });

// @ts-expect-error 2322: an owner is a group
props({ ...least, owner: 'pilots' });

// @ts-expect-error 2322: an image has a digest, not a tag
props({ ...least, image: 'images.harbour.example/echo:1.2' });

// @ts-expect-error 2322: nor has an image no version at all
props({ ...least, image: 'echo' });

// @ts-expect-error 2820: a maturity is written in lower case
props({ ...least, maturity: 'GA' });

// @ts-expect-error 2322: nothing is rendered for instances that others host
props({ ...least, mode: 'M3' });

// @ts-expect-error 2739: what is public needs a review, and all the rest
props({ ...least, mode: 'M2', exposure: { to: 'internet' } });

// @ts-expect-error 2353: there is no such prop
props({ ...least, dashboards: ['overview'] });

// @ts-expect-error 2561: a misspelt prop is named, and the right one is offered
props({ ...least, secretz: [] });

// @ts-expect-error 2561: deep inside as well
props({ ...least, run: { memmory: '1Gi' } });

// @ts-expect-error 2322: no machine carries three l4
props({ ...least, gpu: { model: 'l4', count: 3 } });

// @ts-expect-error 2322: nor five t4
props({ ...least, gpu: { model: 't4', count: 5 } });

// @ts-expect-error 2322: a budget says of what
props({ ...least, budget: '3000' });

// @ts-expect-error 2322: and in dollars
props({ ...least, budget: '3000 EUR' });

// @ts-expect-error 2322: not in figures alone
props({ ...least, budget: 3000 });

// @ts-expect-error 2322: an h200 comes by eight
props({ ...least, gpu: { model: 'h200-141gb', count: 1 } });

// @ts-expect-error 2820: there is no such GPU
props({ ...least, gpu: { model: 'a100-80g' } });

// @ts-expect-error 2322: a GPU is a group
props({ ...least, gpu: 'l4' });

// @ts-expect-error 2322: a count without a model is none
props({ ...least, gpu: { count: 1 } });

// @ts-expect-error 2322: an l4 can't be cut
props({ ...least, gpu: { model: 'l4', partition: '1g.5gb' } });

// @ts-expect-error 2820: nor an a100 with 40 GB into parts of the one with 80, and the nearest is offered
props({ ...least, gpu: { model: 'a100-40gb', partition: '1g.10gb' } });

// @ts-expect-error 2322: an a2 has no three
props({ ...least, gpu: { model: 'a100-40gb', count: 3 } });

// @ts-expect-error 2322: mps needs the host
props({ ...least, gpu: { model: 'l4', sharing: 'mps' } });

// @ts-expect-error 2322: GPU-1: a turn is one
props({ ...least, gpu: { model: 'l4', sharing: 'time-sharing', count: 2 } });

// @ts-expect-error 2322: a part is not shared by turns
props({ ...least, gpu: { model: 'a100-40gb', partition: '1g.5gb', sharing: 'time-sharing' } });

// @ts-expect-error 2820: pods are replaced in one of three ways
props({ ...least, gpu: { model: 'l4', spare: 'downtimes' } });

// @ts-expect-error 2353: without a GPU there is always room for a pod more
props({ ...least, spare: 'none' });

// @ts-expect-error 2322: nodes are paid for in one way
props({ ...least, gpu: { model: 'l4', capacity: { spot: 'all', reserved: 'kept' } } });

// @ts-expect-error 2322: flex-start is a step of a fallback only
props({ ...least, gpu: { model: 'l4', capacity: 'flex-start' } });

// @ts-expect-error 2322: a fallback has two steps at least
props({ ...least, gpu: { model: 'l4', capacity: { fallback: ['spot'] } } });

// @ts-expect-error 2322: and whole GPUs
props({ ...least, gpu: { model: 'a100-40gb', partition: '1g.5gb', capacity: { fallback: ['spot', 'on-demand'] } } });

// @ts-expect-error 2322: no such feature
props({ ...least, gpu: { memory: '40Gi', features: ['nvlink'] } });

// @ts-expect-error 2322: a need has no count
props({ ...least, gpu: { memory: '40Gi', count: 2 } });

// @ts-expect-error 2322: nor a model
props({ ...least, gpu: { memory: '40Gi', model: 'l4' } });

// @ts-expect-error 2322: a TPU is no GPU
props({ ...least, gpu: { model: 'v5e' } });

// @ts-expect-error 2322: weights have a size
props({ ...least, gpu: { model: 'l4' }, weights: { bucket: 'models' } });

// @ts-expect-error 2322: and a place
props({ ...least, gpu: { model: 'l4' }, weights: { size: '1Gi' } });

// @ts-expect-error 2322: one place
props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, imageCache: 'global/images/a' } });

// @ts-expect-error 2322: a folder is that of a bucket
props({ ...least, gpu: { model: 'l4' }, weights: { imageCache: 'global/images/a', path: 'a', size: '1Gi' } });

// @ts-expect-error 2322: a disk image has its prefix
props({ ...least, gpu: { model: 'l4' }, weights: { imageCache: 'a', size: '1Gi' } });

// @ts-expect-error 2322: a shape is what config.json says: one of them
props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, shape, config } });

// @ts-expect-error 2322: without either, nobody knows what a context takes
props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, context: 8192 } });

// @ts-expect-error 2741: a shape has layers
props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, shape: { heads: 32, kvHeads: 8, headSize: 128 } } });

// @ts-expect-error 2322: formats have the names that servers know
props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, dtype: 'bf16' } });

// @ts-expect-error 2322: a config.json is an object, not its path
props({ ...least, gpu: { model: 'l4' }, weights: { ...mounted, config: './config.json' } });

// @ts-expect-error 2322: a family has one architecture
props({ ...least, run: { node: { arch: 'arm64', family: 'n2' } } });

// @ts-expect-error 2322: memory has a unit
props({ ...least, run: { memory: '512' } });

// @ts-expect-error 2322: and is no number
props({ ...least, run: { memory: 512 } });

// @ts-expect-error 2322: and its unit is binary
props({ ...least, run: { memory: '1G' } });

// @ts-expect-error 2322: processors as a text have a unit
props({ ...least, run: { cpu: '2' } });

// @ts-expect-error 2322: a port is a number
props({ ...least, serves: { port: '8080' } });

// @ts-expect-error 2322: a path begins with a slash
props({ ...least, serves: { ready: 'health' } });

// @ts-expect-error 2322: a duration has a unit
props({ ...least, serves: { longestRequest: 60 } });

// @ts-expect-error 2322: one of those that there are
props({ ...least, serves: { longestRequest: '60min' } });

// @ts-expect-error 2322: there is no such protocol
props({ ...least, serves: { protocol: 'tcp' } });

props({ ...least, replicas: { min: 1, max: 3 } });
props({ ...least, replicas: { min: 1, max: 3, scaleOn: { signal: 'cpu', target: '70%' } } });
props({ ...least, replicas: { min: 1, max: 3, scaleOn: { signal: { gauge: 'jobs_waiting' }, target: 5 } } });

// @ts-expect-error 2322: a share has its sign
props({ ...least, replicas: { min: 1, max: 3, scaleOn: { signal: 'cpu', target: 70 } } });

// @ts-expect-error 2820: there is no such signal
props({ ...least, replicas: { min: 1, max: 3, scaleOn: { signal: 'queu', target: 5 } } });

props({ ...least, secrets: ['api-key', { name: 'database', properties: ['username', 'password'] }] });
props({
  ...least,
  secrets: [
    longLived({
      name: 'provider-key',
      reason: 'the provider issues nothing else',
      owner: 'group::code-creation',
      expires: '2027-01-31',
      rotateEvery: '90d',
      delivery: { variables: { value: 'PROVIDER_KEY' } },
      onChange: { restart: 3 },
    }),
  ],
});

longLived({
  name: 'login',
  reason: 'nothing else is issued',
  owner: 'group::pilots',
  expires: '2027-01-31',
  rotateEvery: '90d',
  delivery: { registry: 'registry.example' },
});
// @ts-expect-error 2322: a registry knows the secret too, which only longLived says
props({ ...least, secrets: [{ name: 'login', delivery: { registry: 'registry.example' } }] });
// @ts-expect-error 2322: only longLived gives a secret a day on which it ends
props({ ...least, secrets: [{ name: 'api-key', expires: '2027-01-31' }] });

// @ts-expect-error 2322: a variable never changes in a running process
props({ ...least, secrets: [{ name: 'api-key', delivery: { variables: { value: 'API_KEY' } } }] });

// @ts-expect-error 2345: somebody has to own it
longLived({ name: 'key', reason: 'nothing else is issued', expires: '2027-01-31', rotateEvery: '90d' });

// @ts-expect-error 2322: a variable is a text
props({ ...least, run: { variables: { WORKERS: 4 } } });

// @ts-expect-error 2322: a Google role has its prefix
props({ ...least, identity: { google: ['storage.objectViewer'] } });
// @ts-expect-error 2322: nobody acts as an account without a reason
props({ ...least, identity: { google: { actAs: 'account', roles: ['roles/storage.objectViewer'] } } });
// @ts-expect-error 2322: it is easier is no reason
props({ ...least, identity: { google: { actAs: 'account', because: 'easier', roles: [] } } });
// @ts-expect-error 2322: a token has a lifetime, and is not just there
props({ ...least, identity: { internalApi: true } });

// @ts-expect-error 2322: callers are a list
props({ ...least, callers: 'rails' });

// @ts-expect-error 2345: a selection has an arm for every environment
props({ ...least, replicas: env.select({ staging: 1 }) });

// @ts-expect-error 2353: and for no other
props({ ...least, replicas: env.select({ staging: 1, production: 6, prod: 3 }) });

// @ts-expect-error 2561: a misspelt environment is named, and the right one is offered
props({ ...least, replicas: env.select({ staging: 1, productoin: 6 }) });

// @ts-expect-error 2322: an arm is what the prop takes
props({ ...least, replicas: env.select({ staging: 1, production: '6' }) });

// @ts-expect-error 2820: a wrong literal in an arm does not compile
props({ ...least, maturity: env.select({ staging: 'beta', production: 'GA' }) });

// @ts-expect-error 2561: nor does a misspelt prop in one
props({ ...least, gpu: env.select({ staging: { model: 't4' }, production: { model: 'l4', cuont: 2 } }) });

// @ts-expect-error 2322: nor a count that no machine carries
props({ ...least, gpu: env.select({ staging: { model: 't4' }, production: { model: 't4', count: 8 } }) });

// @ts-expect-error 2820: a misspelt server is named, and the right one is offered
props({ ...least, serves: { profile: 'trition' } });

// @ts-expect-error 2322: a version is told by numbers, not by a tag
props({ ...least, serves: { profile: 'vllm', profileVersion: 'v0.9.2' } });

// @ts-expect-error 2322: nor by one number
props({ ...least, serves: { profile: 'vllm', profileVersion: '9' } });

// @ts-expect-error 2345: a workload with GPUs names them
new GpuWorkload(parent, 'ranker', { image });

// @ts-expect-error 2353: a workload without GPUs has none
new Workload(parent, 'ranker', { image, gpu: { model: 'l4' } });

// @ts-expect-error 2353: the owner is the service's
new Workload(parent, 'ranker', { image, owner: 'group::pilots' });

// @ts-expect-error 2540: what holds is fixed at construction
parent.workload.settings.replicas = 3;

/** A service that runs in two environments. */
export class Echo extends MlService {
  constructor(scope: Environment<'staging' | 'production'>) {
    super(scope, 'echo', { ...least, image: scope.image('echo') });

    const ranker = new GpuWorkload(this, 'ranker', { image, gpu: { model: 't4' } });
    this.workload.mayCall(ranker);

    // @ts-expect-error 2345: a workload calls workloads, not names
    this.workload.mayCall('ranker');
  }
}
