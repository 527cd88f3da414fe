import { createColors } from 'picocolors';
import { sha256 } from '../../lib/assembly/digest';
import type { Assessment, Change } from '../../lib/diff/change';
import { DEFAULT_GATES } from '../../lib/diff/gate';
import { reviewOf, type Review, type ReviewOptions } from '../../lib/diff/review';
import type { Terminal } from '../../lib/report/terminal';

/** A change of a service's network policy, or whatever else is given. */
export function change(given: Partial<Change> & { readonly assessments?: readonly Assessment[] } = {}): Change {
  const environment = given.environment ?? 'production';
  const service = 'service' in given ? given.service : 'spamcheck';
  const stack = given.stack ?? (service === undefined ? 'platform' : (`${service}:grants` as const));
  return {
    environment,
    stack,
    ...(service === undefined ? {} : { service, owner: 'group::anti-abuse' }),
    document: `${environment}/${stack}/networking.k8s.io/NetworkPolicy/${service ?? '-'}/api-ingress`,
    domain: 'kubernetes',
    kind: 'NetworkPolicy',
    operation: 'changed',
    path: 'spec.ingress[rails].from[sidekiq]',
    after: 'sidekiq',
    assessments: [WIDER],
    source: { file: `services/${service ?? 'platform'}.ts`, line: 14, column: 7 },
    ...given,
  };
}

export const WIDER: Assessment = {
  class: 'security',
  direction: 'wider',
  effect: 'in-place',
  says: '{service} may now be called by sidekiq in {environment}',
};
export const CHEAPER: Assessment = {
  class: 'cost',
  direction: 'less',
  effect: 'in-place',
  says: '{service} asks for 2 nodes less in {environment}',
};
export const NEUTRAL: Assessment = {
  class: 'neutral',
  direction: 'other',
  effect: 'in-place',
  says: 'a label of {service} is written differently',
};

/** A change of the pods of a service. */
export function podChange(given: Partial<Change> = {}): Change {
  const environment = given.environment ?? 'production';
  const service = given.service ?? 'spamcheck';
  return change({
    stack: `${service}:workloads`,
    document: `${environment}/${service}:workloads/apps/Deployment/${service}/api`,
    kind: 'Deployment',
    path: 'spec.replicas',
    before: 6,
    after: 3,
    assessments: [
      {
        class: 'availability',
        direction: 'less',
        effect: 'in-place',
        says: '{service} runs 3 pods instead of 6 in {environment}',
      },
    ],
    source: { file: `services/${service}.ts`, line: 20, column: 7 },
    ...given,
  });
}

/** Every document of a service that comes or goes. */
export function wholeService(
  service: string,
  operation: 'added' | 'removed',
  environment = 'production',
): readonly Change[] {
  const whole = { service, environment, operation, path: undefined, before: undefined, after: undefined } as const;
  const workloads = { ...whole, stack: `${service}:workloads` } as const;
  const [direction, word] =
    operation === 'added' ? (['wider', 'may'] as const) : (['narrower', 'may no longer'] as const);
  return [
    change({
      ...workloads,
      domain: 'declaration',
      kind: 'Service',
      document: `${environment}/${service}:workloads/taxiway/Service/-/${service}`,
      assessments: [
        {
          ...NEUTRAL,
          says:
            operation === 'added'
              ? 'new service: {service} in {environment}'
              : '{service} is removed from {environment}',
        },
      ],
    }),
    change({
      ...whole,
      assessments: [
        { ...WIDER, direction, effect: 'creates', says: `{service} ${word} be called by rails in {environment}` },
      ],
    }),
    change({
      ...workloads,
      kind: 'Deployment',
      document: `${environment}/${service}:workloads/apps/Deployment/${service}/api`,
      assessments: [
        {
          class: 'availability',
          direction: operation === 'added' ? 'more' : 'less',
          effect: 'creates',
          says: '{service} runs 2 pods',
        },
        {
          class: 'cost',
          direction: operation === 'added' ? 'more' : 'less',
          effect: 'creates',
          says: '{service} costs 2 pods',
        },
      ],
    }),
  ].map(withoutUndefined);
}

function withoutUndefined(given: Change): Change {
  // What is left is a change still: only what may be absent was undefined.
  return JSON.parse(JSON.stringify(given)) as Change;
}

export const ENVIRONMENTS = [
  { name: 'sandbox', tier: 'sandbox', services: ['embeddings', 'spamcheck'] },
  { name: 'staging', tier: 'staging', services: ['embeddings', 'spamcheck'] },
  { name: 'production', tier: 'production', services: ['embeddings', 'spamcheck'] },
];

/** The review of changes in this repository's environments. */
export function review(changes: readonly Change[], options: Partial<ReviewOptions> = {}): Review {
  return reviewOf(changes, {
    environments: ENVIRONMENTS,
    base: 'main',
    head: 'the work tree',
    gates: DEFAULT_GATES,
    ...options,
  });
}

/** A pipe. */
export const PIPE: Terminal = {
  out: () => undefined,
  err: () => undefined,
  interactive: false,
  colors: createColors(false),
};

/** The same changes in other orders. */
export function orders(changes: readonly Change[]): readonly (readonly Change[])[] {
  const shuffled = (seed: number): readonly Change[] =>
    changes
      .map((one, index) => [sha256(`${seed} ${index}`), one] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, one]) => one);
  return [[...changes].reverse(), ...[1, 2, 3].map(shuffled)];
}

/** Service names of a large fleet. */
export function fleet(size: number): readonly string[] {
  return Array.from({ length: size }, (_, index) => `service-${String(index).padStart(4, '0')}`);
}
