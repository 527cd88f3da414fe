import { IamWorkloadIdentityPool } from '@cdktf/provider-google/lib/iam-workload-identity-pool';
import { IamWorkloadIdentityPoolProvider } from '@cdktf/provider-google/lib/iam-workload-identity-pool-provider';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';
import { platformTrace } from './platform-trace';

/** Where the pool is emitted, and whose jobs it trusts. */
export interface DeployFederationProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
}

/**
 * How GitLab's deploy jobs are known to Google without a key: a pool, and in it one provider that takes the tokens of one
 * project's protected branch, for this environment alone.
 * @example
 * ```ts
 * new DeployFederation(this, 'federation', { blocks, spec: env.spec });
 * ```
 */
export class DeployFederation extends Construct {
  readonly pool: IamWorkloadIdentityPool;
  readonly provider: IamWorkloadIdentityPoolProvider;

  constructor(scope: Construct, id: string, { blocks, spec }: DeployFederationProps) {
    super(scope, id);
    const { project, projectNumber } = spec.google;
    const { deployPool, deployProvider } = names;
    const lifecycle = { preventDestroy: true };
    const kept = { rule: 'without it no job can deploy, and its id stays taken for 30 days' };
    this.pool = new IamWorkloadIdentityPool(blocks, 'deploys-pool', {
      project,
      workloadIdentityPoolId: deployPool(spec.name),
      displayName: 'GitLab deploy jobs',
      lifecycle,
    });
    this.pool.overrideLogicalId('deploys');
    trace(
      this.pool,
      platformTrace(spec, 'deploy federation', {
        workload_identity_pool_id: { rule: 'a pool for each environment: nothing of one is known to another' },
        project: { fact: 'google.project' },
        lifecycle: kept,
      }),
    );
    this.provider = new IamWorkloadIdentityPoolProvider(blocks, 'deploys-provider', {
      project,
      workloadIdentityPoolId: deployPool(spec.name),
      workloadIdentityPoolProviderId: deployProvider,
      displayName: 'GitLab',
      attributeCondition: conditionOf(spec),
      attributeMapping: MAPPING,
      oidc: {
        issuerUri: spec.gitlab.url,
        allowedAudiences: [names.deployAudience(projectNumber, spec.name)],
      },
      dependsOn: [this.pool],
      lifecycle,
    });
    this.provider.overrideLogicalId('deploys');
    trace(
      this.provider,
      platformTrace(spec, 'deploy federation', {
        attribute_condition: {
          rule: 'the issuer gives tokens to everybody: only those of the protected branch that deploys count',
        },
        'attribute_mapping.google.subject': {
          rule: 'the job itself, so that an audit log leads to it; at most 44 of 127 bytes',
        },
        attribute_mapping: { rule: 'what rights are bound to' },
        'oidc.issuer_uri': { fact: 'gitlab.url' },
        'oidc.allowed_audiences': { rule: 'a token for Vault is none for Google' },
        workload_identity_pool_id: { rule: 'the pool of this environment' },
        depends_on: { rule: 'the pool is named, not referred to' },
        lifecycle: kept,
      }),
    );
  }
}

/** Ids of projects and jobs have 20 digits at most; `sub`, refs and paths may be longer than Google's 127 bytes. */
const MAPPING: Readonly<Record<string, string>> = {
  'google.subject': '"gl:" + assertion.project_id + ":" + assertion.job_id',
  'attribute.project_id': 'assertion.project_id',
  'attribute.ref_protected': 'assertion.ref_protected',
  'attribute.environment': 'assertion.environment',
};

/** A claim that is missing is an error, and an error is a refusal. */
function conditionOf({ name, gitlab }: EnvironmentSpec): string {
  return [
    `assertion.project_id == "${gitlab.deployProject}"`,
    'assertion.ref_type == "branch"',
    `assertion.ref == "${gitlab.deployBranch}"`,
    'assertion.ref_protected == "true"',
    'assertion.pipeline_source != "merge_request_event"',
    'assertion.environment_protected == "true"',
    `assertion.environment.startsWith("${name}/")`,
  ].join(' && ');
}
