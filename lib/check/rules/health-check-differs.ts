import type { Document, JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { asNumber, asObject, asText, at } from '../json';
import type { Pod } from '../pods';
import { policiesByTarget, portNumber, routedServicesOf, servingContainer } from '../routes';
import type { Rule } from '../rule';
import { said, state } from '../say';
import { nameOf, namespaceOf, placeOf } from '../stacks';

/** Where a health check of each type keeps its settings. */
const FIELDS: Readonly<Record<string, string>> = {
  HTTP: 'httpHealthCheck',
  HTTPS: 'httpsHealthCheck',
  HTTP2: 'http2HealthCheck',
  GRPC: 'grpcHealthCheck',
  TCP: 'tcpHealthCheck',
};

/** Makes sure that the load balancer asks a pod the same question as its own readiness probe. */
export const healthCheckDiffers: Rule = {
  code: 'HEALTH_CHECK_DIFFERS',
  severity: 'error',
  title: 'every routed Service has one health check, and it asks what the readiness probe asks',
  requirement: 'R330',
  scope: 'environment',
  *check(assembly) {
    const policies = policiesByTarget(assembly, 'HealthCheckPolicy');
    for (const { route, path, name, service, pods } of routedServicesOf(assembly)) {
      if (service === undefined) {
        yield {
          document: route.id,
          path: `${path}.name`,
          problem: `is '${name}', a Service that no document makes`,
          fix: 'name a Service',
        };
        continue;
      }
      const own = policies.get(placeOf('Service', namespaceOf(service), nameOf(service))) ?? [];
      const [policy] = own;
      if (policy === undefined || own.length > 1) {
        const list = own.length === 0 ? 'none' : own.map(({ id }) => id).join(', ');
        const problem = `has ${own.length} health checks in its namespace: ${list}`;
        const fix = 'make exactly one HealthCheckPolicy: without one the load balancer asks for /';
        yield { document: service.id, path: 'metadata.name', problem, fix };
        continue;
      }
      for (const pod of pods) yield* differences(policy, pod, service);
    }
  },
};

/** A question to a pod. */
interface Question {
  readonly type: string | undefined;
  readonly port: number | undefined;
  readonly path: string | undefined;
}

function* differences(policy: Document, pod: Pod, service: Document): Generator<Objection> {
  const container = servingContainer(pod, service);
  const probe = asObject(container?.object['readinessProbe']);
  const place = 'spec.default.config';
  if (container === undefined || Object.keys(probe).length === 0) {
    const fix = 'declare a readiness probe: the health check repeats its question';
    yield {
      document: pod.document.id,
      path: `${container?.path ?? pod.path}.readinessProbe`,
      problem: 'is missing',
      fix,
    };
    return;
  }
  const config = asObject(at(policy.object, 'spec', 'default', 'config'));
  const asked = checkOf(config);
  const expected = probeOf(probe, (port) => portNumber(container, port));
  const field = FIELDS[asked.type ?? ''] ?? 'config';
  const fix = `ask what the readiness probe of ${pod.document.id} asks`;
  const paths = { type: `${place}.type`, port: `${place}.${field}.port`, path: `${place}.${field}.requestPath` };
  for (const part of ['type', 'port', 'path'] as const) {
    if (asked[part] === expected[part]) continue;
    const problem = `${state(asked[part])}; the readiness probe has ${said(expected[part] ?? 'none')}`;
    yield { document: policy.id, path: paths[part], problem, fix };
    // Another type has other settings.
    if (part === 'type') return;
  }
}

function checkOf(config: JsonObject): Question {
  const type = asText(config['type']);
  const settings = asObject(config[FIELDS[type ?? ''] ?? '']);
  const path = type?.startsWith('HTTP') === true ? (asText(settings['requestPath']) ?? '/') : undefined;
  return { type, port: asNumber(settings['port']), path };
}

function probeOf(probe: JsonObject, portOf: (port: unknown) => number | undefined): Question {
  const http = probe['httpGet'];
  if (http !== undefined) {
    const { scheme, port, path } = asObject(http);
    return { type: asText(scheme) ?? 'HTTP', port: portOf(port), path: asText(path) ?? '/' };
  }
  const type = probe['grpc'] !== undefined ? 'GRPC' : probe['tcpSocket'] !== undefined ? 'TCP' : 'exec';
  return { type, port: portOf(at(probe['grpc'] ?? probe['tcpSocket'], 'port')), path: undefined };
}
