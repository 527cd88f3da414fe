/** What must not compile in a placement table and in an environment, and what must. */
import { defineEnvironment, MlService, place, type CallerSpec, type Environment, type EnvironmentSpec } from 'taxiway';

declare const facts: EnvironmentSpec;

export const sandbox = defineEnvironment({ ...facts, name: 'sandbox' });
export const staging = defineEnvironment({ ...facts, name: 'staging' });
export const production = defineEnvironment({ ...facts, name: 'production' });

class Two extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'two', { owner: 'group::pilots', image: env.image('two') });
  }
}

class Anywhere extends MlService {
  constructor(env: Environment) {
    super(env, 'anywhere', { owner: 'group::pilots', image: env.image('anywhere') });
  }
}

export const allowed = [
  place(Two, [staging, production]),
  place(Two, [staging]),
  place(Anywhere, [sandbox, staging, production]),
  place(Anywhere, []),
];

// @ts-expect-error 2322: a service runs where its constructor says
place(Two, [sandbox]);

// @ts-expect-error 2322: also where only one of several is wrong
place(Two, [staging, production, sandbox]);

// @ts-expect-error 2322: an environment of any name is none that it knows
place(Two, [facts]);

// @ts-expect-error 2345: a class is placed, not what it makes
place(new Anywhere(undefined as never), [staging]);

// @ts-expect-error 2345: a service is built in an environment, and in nothing else
place(Uint8Array, [staging]);

// @ts-expect-error 2322: a tier is one of three
defineEnvironment({ ...facts, name: 'pier', tier: 'prod' });

// @ts-expect-error 2322: an environment has a name
defineEnvironment({ ...facts, name: undefined });

// @ts-expect-error 2353: and no fact that nothing reads
defineEnvironment({ ...facts, name: 'pier', colour: 'blue' });

// @ts-expect-error 2353: GPUs are those of the catalogue
defineEnvironment({ ...facts, name: 'pier', gpus: { l40: { limit: 4 } } });

// @ts-expect-error 2741: each with a limit
defineEnvironment({ ...facts, name: 'pier', gpus: { l4: {} } });

// @ts-expect-error 2322: there are two dataplanes
defineEnvironment({ ...facts, name: 'pier', cluster: { ...facts.cluster, dataplane: 'v3' } });

// @ts-expect-error 2322: no gateway is open to the internet
defineEnvironment({ ...facts, name: 'pier', gateway: { ...facts.gateway, class: 'gke-l7-global-external-managed' } });

// @ts-expect-error 2322: a time has a unit
defineEnvironment({ ...facts, name: 'pier', gateway: { ...facts.gateway, detachTime: 60 } });

// @ts-expect-error 2353: a team owns by its scoped label
defineEnvironment({ ...facts, name: 'pier', teams: { pilots: { group: 'pilots', receiver: 'pilots' } } });

// @ts-expect-error 2322: a caller has a place, or comes through the gateway
export const caller: CallerSpec = { through: 'gatway' };

// @ts-expect-error 2322: and its place has labels
export const everybody: CallerSpec = { namespace: 'monolith' };

// @ts-expect-error 2540: facts do not change
facts.tier = 'production';

// @ts-expect-error 2322: a name is the one that was given
export const renamed: 'quay' = defineEnvironment({ ...facts, name: 'pier' }).name;
