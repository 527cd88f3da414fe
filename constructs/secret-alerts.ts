import { Construct } from 'constructs';
import { names } from '../lib/names';
import { clusterOf } from '../lib/slo/cluster';
import { secretGroups, toldOf, type WatchedSecrets } from '../lib/slo/secret-alerts';
import { severityOf } from '../lib/slo/severity';
import { requireScope, type ServiceScope } from './service-scope';
import { emitSideRules } from './side-rules';
import { evaluatorOf } from './slo-settings';

/**
 * The rules that tell of the secrets of a service: one that does not arrive, one that ends, one whose rotation is due.
 * Later workloads bring secrets as well, so that they are emitted when all are known.
 * @example
 * ```ts
 * new SecretAlerts(this, 'secrets');
 * ```
 */
export class SecretAlerts extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const service = requireScope(this);
    service.env.onFinish(() => {
      const watched = watchedIn(service);
      service.told.push(...toldOf(service.owner, watched));
      this.emitRules(service, watched);
    });
  }

  private emitRules(service: ServiceScope, watched: WatchedSecrets): void {
    const { id, owner } = service;
    const namespace = names.namespace(id);
    const whose = { service: id, namespace, owner, environment: service.env.name };
    emitSideRules(this, service, {
      groups: secretGroups(whose, watched),
      name: names.secretRules,
      globalName: names.globalSecretRules(id),
      because: 'who learns of it when a secret fails or ends: docs/guides/secrets.md',
    });
  }
}

/** Workloads that share a long-lived secret say the same of it, so that the first one speaks for all. */
function watchedIn({ id, maturity, spec, workloads }: ServiceScope): WatchedSecrets {
  const secrets = workloads.flatMap((workload) =>
    workload.secrets.map((secret) => ({ workload: workload.name, secret })),
  );
  const terms = new Map(secrets.flatMap(({ secret }) => (secret.terms ? [[secret.name, secret.terms] as const] : [])));
  return {
    brought: secrets.map(({ workload, secret }) => names.secretTarget(id, workload, secret.name)).sort(),
    longLived: [...terms]
      .map(([name, of]) => ({ name, terms: of }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    severity: severityOf(maturity, spec.tier),
    cluster: evaluatorOf(spec) === 'google' ? clusterOf(spec) : [],
  };
}
