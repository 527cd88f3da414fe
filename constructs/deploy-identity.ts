import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { TeamSpec } from '../lib/environment-spec';
import { serviceLabels } from '../lib/labels';
import { names } from '../lib/names';
import { after, mayActAs } from './act-as';
import { emit } from './kubernetes';
import { deployClaims } from './platform-identity';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import { VaultOidcRole } from './vault-oidc-role';

const WRITE = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const READ = ['get', 'list', 'watch'];

/** The kinds that a service's own file may hold. Whoever adds one says so here, and the cage check agrees. */
export const DEPLOYED = [
  { apiGroups: ['apps'], resources: ['deployments'] },
  { apiGroups: [''], resources: ['services'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'] },
  { apiGroups: ['networking.gke.io'], resources: ['healthcheckpolicies', 'gcpbackendpolicies'] },
  { apiGroups: ['monitoring.coreos.com'], resources: ['prometheusrules'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['keda.sh'], resources: ['scaledobjects'] },
] as const;

/** What whoever is on call looks at besides: what the runbooks of alerts name, and no secret. */
const WATCHED = [
  { apiGroups: [''], resources: ['pods', 'pods/log', 'events', 'resourcequotas'] },
  { apiGroups: ['apps'], resources: ['replicasets'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] },
  { apiGroups: ['external-secrets.io'], resources: ['secretstores'] },
  { apiGroups: ['monitoring.coreos.com'], resources: ['podmonitors'] },
  { apiGroups: ['monitoring.googleapis.com'], resources: ['podmonitorings'] },
] as const;

/**
 * What the service's deploy job acts as: it applies the service's own file, sees how that goes, and can do nothing to its own cage.
 * @example
 * ```ts
 * new DeployIdentity(this, 'deploy');
 * ```
 */
export class DeployIdentity extends Construct {
  readonly account: ServiceAccount;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const service = requireScope(this);
    const { project } = service.spec.google;
    const account = names.deployAccount(service.id);
    this.account = new ServiceAccount(service.blocks, 'deploy-account', {
      accountId: account,
      project,
      displayName: `Deploys ${service.id}`,
    });
    this.account.overrideLogicalId('deploy');
    trace(
      this.account,
      why(this, service, service.props, {
        account_id: rule('named after the service'),
        project: fact('google.project'),
      }),
    );
    const email = names.accountEmail(account, project);
    this.emitRights(service, email);
    this.emitRoles(service, email);
    service.env.onFinish(() => {
      this.emitVaultRole(service);
    });
  }

  /** Who may act as the account, and all that it may do at Google: find the cluster, whose RBAC says the rest. */
  private emitRights(service: ServiceScope, email: string): void {
    const { blocks, spec, id } = service;
    const bound = mayActAs(blocks, 'deploy', { spec, account: 'deploy', email, job: id });
    const jobs = rule("the jobs of the service's own protected environment, by no key");
    trace(bound, why(this, service, service.props, { member: jobs }));
    const finds = new ProjectIamMember(blocks, 'deploy-finds-cluster', {
      project: spec.google.project,
      role: 'roles/container.clusterViewer',
      member: `serviceAccount:${email}`,
    });
    finds.overrideLogicalId('deploy_container_clusterViewer');
    trace(
      after(finds, 'google_service_account.deploy'),
      why(this, service, service.props, { role: rule('it finds the cluster; what it may do there is a Role') }),
    );
  }

  private emitRoles(service: ServiceScope, user: string): void {
    const apiGroup = 'rbac.authorization.k8s.io';
    const at = (name: string) => ({
      name,
      namespace: names.namespace(service.id),
      labels: serviceLabels(service.id, service.owner),
    });
    const rules = [
      ...DEPLOYED.map(({ apiGroups, resources }) => ({
        apiGroups: [...apiGroups],
        resources: [...resources],
        verbs: WRITE,
      })),
      { apiGroups: [''], resources: ['pods', 'pods/log', 'events'], verbs: READ },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: READ },
    ];
    const because = rule('the deploy job applies what is in its own file, and watches it come up');
    emit(
      service.grants,
      'Role',
      { metadata: at('deploy'), rules },
      why(this, service, service.props, { rules: because }),
    );
    emit(
      service.grants,
      'RoleBinding',
      {
        metadata: at('deploy'),
        roleRef: { apiGroup, kind: 'Role', name: 'deploy' },
        subjects: [{ apiGroup, kind: 'User', name: user }],
      },
      why(this, service, service.props, { subjects: rule('the Google service account of the deploy job') }),
    );
    // A team that is wrong is refused among the facts, and the rest is still read.
    const team = service.spec.teams[service.owner as `group::${string}`] as TeamSpec | null | undefined;
    if (team === undefined || team === null) return;
    const view = [...DEPLOYED, ...WATCHED].map(({ apiGroups, resources }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      verbs: READ,
    }));
    const noSecrets = rule('the team sees what it runs and its cage, no secrets, and changes nothing by hand');
    emit(
      service.grants,
      'Role',
      { metadata: at('team'), rules: view },
      why(this, service, service.props, { rules: noSecrets }),
    );
    const group = `${team.group}@${service.spec.groupDomain}`;
    emit(
      service.grants,
      'RoleBinding',
      {
        metadata: at('team'),
        roleRef: { apiGroup, kind: 'Role', name: 'team' },
        subjects: [{ apiGroup, kind: 'Group', name: group }],
      },
      why(this, service, service.props, { subjects: service.props.cause('owner') }),
    );
  }

  /** The job may see that the declared secrets exist, and never what they are. */
  private emitVaultRole(service: ServiceScope): void {
    const { vault } = service.spec;
    const secrets = [...new Set(service.workloads.flatMap(({ secrets: own }) => own.map(({ name }) => name)))].sort();
    if (secrets.length === 0) return;
    new VaultOidcRole(this, 'vault', {
      name: names.vaultDeploy(service.env.name, service.id),
      address: 'deploy',
      mount: vault.mounts.deploys,
      bound: { claims: deployClaims(service.spec, service.id) },
      grants: secrets.map((secret) => ({
        path: `${vault.mounts.secrets}/metadata/${names.secretPath(service.env.name, service.id, secret)}`,
        capabilities: ['read'],
      })),
      ttl: { usual: 300, most: 900 },
      props: service.props,
      grantedBy: service.props.cause('secrets'),
    });
  }
}
