import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';
import { findMirror, type MirrorRepository } from '../lib/registry';
import { platformTrace } from './platform-trace';

/** Where the identity is emitted, and in which project it lives. */
export interface NodeIdentityProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
}

/** What nodes may do in the project: write logs and metrics; images they read in one repository. */
const ROLES = ['roles/logging.logWriter', 'roles/monitoring.metricWriter', 'roles/monitoring.viewer'];

const READER = 'roles/artifactregistry.reader';

/**
 * What the nodes of GPU pools act as; pods have identities of their own.
 * @example
 * ```ts
 * const identity = new NodeIdentity(this, 'nodes', { blocks, spec: env.spec });
 * ```
 */
export class NodeIdentity extends Construct {
  readonly email: string;
  /** What has to be there before the first node starts. */
  readonly parts: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, given: NodeIdentityProps) {
    super(scope, id);
    const { blocks, spec } = given;
    const { project } = spec.google;
    this.email = names.accountEmail(names.nodeAccount, project);
    const least = { rule: "nodes write logs and metrics and read images; everything else is a pod's own identity" };
    const account = new ServiceAccount(blocks, 'nodes', {
      accountId: names.nodeAccount,
      project,
      displayName: 'GPU nodes',
    });
    account.overrideLogicalId('gpu_nodes');
    trace(account, platformTrace(spec, 'node identity', { account_id: least }));
    const mirror = findMirror(spec.registryMirror);
    // Without a mirror, whatever images the project holds.
    const roles = mirror === undefined ? [READER, ...ROLES] : ROLES;
    const members = roles.map((role) => {
      const member = new ProjectIamMember(blocks, `nodes-${role.replaceAll('/', '-')}`, {
        project,
        role,
        member: `serviceAccount:${this.email}`,
        dependsOn: [account],
      });
      member.overrideLogicalId(`gpu_nodes_${role.replace('roles/', '').replaceAll('.', '_')}`);
      const first = { rule: 'Google refuses a member that does not exist yet' };
      return trace(member, platformTrace(spec, 'node identity', { role: least, depends_on: first }));
    });
    this.parts = [account, ...members, ...(mirror === undefined ? [] : [this.readMirror(given, mirror, account)])];
  }

  /** Lets nodes read the images of the mirror, and of no other repository. */
  private readMirror(
    { blocks, spec }: NodeIdentityProps,
    { location, project, repository }: MirrorRepository,
    account: ServiceAccount,
  ): ArtifactRegistryRepositoryIamMember {
    const member = new ArtifactRegistryRepositoryIamMember(blocks, 'nodes-mirror', {
      project,
      location,
      repository,
      role: READER,
      member: `serviceAccount:${this.email}`,
      dependsOn: [account],
    });
    member.overrideLogicalId('gpu_nodes_mirror');
    const causes = { repository: { fact: 'registryMirror' }, role: { rule: 'images of this one repository are read' } };
    return trace(member, platformTrace(spec, 'node identity', causes));
  }
}
