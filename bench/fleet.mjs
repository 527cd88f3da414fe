/** A fleet of any size: every service is like one of the real ones, with its own name. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const library = require('../build/constructs/index.js');
const { loadProgram } = require('../build/lib/loader/load.js');

const root = new URL('..', import.meta.url).pathname;
const { placements: real } = loadProgram({
  root,
  entry: 'services/index.ts',
  library: { name: 'taxiway', exports: library },
});

/** The real environments, with room for a large fleet and a pin for every image. */
export const environments = library.environmentsOf(real).map((spec) =>
  library.defineEnvironment({
    ...spec,
    gpus: { ...spec.gpus, l4: { limit: 100_000 }, t4: { limit: 100_000 } },
    quotas: {},
    google: { ...spec.google, region: 'us-east1', zones: ['us-east1-b', 'us-east1-c'] },
    cluster: { ...spec.cluster, location: 'us-east1', issuer: 'https://issuer.example.com' },
  }),
);

/** A placement table of so many services, each in all three environments. */
export function fleetOf(size) {
  const { MlService, place } = library;
  return Array.from({ length: size }, (_, index) => {
    const id = `service-${index}`;
    const gpu = index % 4 === 0 ? { gpu: { model: 'l4' } } : {};
    class Generated extends MlService {
      constructor(env) {
        super(env, id, {
          owner: 'group::code-creation',
          image: env.image('spamcheck'),
          maturity: 'beta',
          run: { args: ['--port=8080'], variables: { LOG_LEVEL: 'info' } },
          serves: { ready: '/health', longestRequest: '30s' },
          replicas: 2,
          secrets: ['api-key'],
          calls: ['gitlab-api'],
          ...gpu,
        });
      }
    }
    Object.defineProperty(Generated, 'name', { value: `Service${index}` });
    return place(Generated, environments);
  });
}
