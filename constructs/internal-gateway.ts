import { Construct } from 'constructs';
import type { ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { MANAGED_LABEL } from '../lib/labels';
import { names } from '../lib/names';
import { emit } from './kubernetes';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';

/** Where the gateway is emitted, and its facts. */
export interface InternalGatewayProps {
  readonly objects: ObjectChart;
  readonly spec: EnvironmentSpec;
}

/**
 * The entrance for the main application where it runs outside the cluster; only routes of our own namespaces may attach.
 * @example
 * ```ts
 * new InternalGateway(this, 'gateway', { objects, spec: env.spec });
 * ```
 */
export class InternalGateway extends Construct {
  constructor(scope: Construct, id: string, { objects, spec }: InternalGatewayProps) {
    super(scope, id);
    const { gateway } = spec;
    const namespace = names.platformNamespace;
    emit(
      objects,
      'Namespace',
      {
        metadata: {
          name: namespace,
          labels: {
            ...PLATFORM_LABELS,
            'pod-security.kubernetes.io/enforce': 'restricted',
            'pod-security.kubernetes.io/enforce-version': `v${spec.cluster.version}`,
          },
        },
      },
      platformTrace(spec, 'gateway', { metadata: { rule: 'no pod runs here' } }),
    );
    const selector = { matchLabels: { [MANAGED_LABEL]: 'true' } };
    emit(
      objects,
      'Gateway',
      {
        metadata: { name: names.gateway, namespace, labels: PLATFORM_LABELS },
        spec: {
          gatewayClassName: gateway.class,
          listeners: [
            {
              name: 'https',
              protocol: 'HTTPS',
              port: 443,
              hostname: `*.${gateway.domain}`,
              tls: { mode: 'Terminate', options: { 'networking.gke.io/pre-shared-certs': gateway.certificate } },
              allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }], namespaces: { from: 'Selector', selector } },
            },
          ],
        },
      },
      platformTrace(spec, 'gateway', {
        'spec.gatewayClassName': { fact: 'gateway.class' },
        'spec.listeners.0.hostname': { fact: 'gateway.domain' },
        'spec.listeners.0.tls': { fact: 'gateway.certificate' },
        'spec.listeners.0.protocol': { rule: 'gRPC needs HTTP/2, which a Google load balancer speaks over TLS only' },
        'spec.listeners.0.allowedRoutes': { rule: 'routes of our own namespaces, and no others' },
      }),
    );
  }
}
