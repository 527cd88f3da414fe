import type { Document } from '../../lib/assembly/document';
import { comparePosition } from '../../lib/assembly/layout';
import type { Read } from './documents';
import { render, service, testEnvironment } from './environment';

const EXPOSURE = {
  to: 'internet',
  securityReview: { url: 'https://git.harbour.example/security/reviews/17', date: '2026-10-01' },
  authentication: { by: 'iap' },
  rateLimit: { requests: 300, per: '60s' },
  tls: '1.2',
};
const spec = testEnvironment({
  gateway: {
    public: { domain: 'public.harbour.example', certificateMap: 'harbour', sslPolicies: { '1.2': 'tls-1-2' } },
  },
});

/** A service with a GPU, a secret and a route, one that it calls, and one that is public. */
export const ADMITTED: readonly Document[] = render(
  [
    service('front', { gpu: { model: 'l4' }, secrets: ['key'], callers: ['rails'], calls: ['back'] }),
    service('back', { callers: ['front'] }),
    service('shown', { mode: 'M2', exposure: EXPOSURE }),
  ],
  spec,
).documents;

/** The Kubernetes objects of one stack, in the order in which they are applied, to be changed freely. */
export function objectsOf(stack: RegExp): readonly Read[] {
  return ADMITTED.filter(({ domain, id }) => domain === 'kubernetes' && stack.test(id.split('/')[1] ?? ''))
    .sort(comparePosition)
    .map(({ object }) => structuredClone(object));
}

/** An object of `front`; of the policies, the one that lets callers in. */
export function frontObject(kind: string): Read {
  const found = objectsOf(/^front:/).find(
    (object) => object.kind === kind && (kind !== 'NetworkPolicy' || object.metadata.name === 'api-ingress'),
  );
  if (found === undefined) throw new Error(`front has no ${kind}`);
  return found;
}

/** A bare pod as the Deployment of `front` makes it. */
export function frontPod(): Read {
  const { metadata, spec } = frontObject('Deployment').spec.template;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'bare', namespace: 'front' }, spec };
}
