import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import { OWNER_ANNOTATION, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { emit } from './kubernetes';
import { requireScope, rule, why } from './service-scope';

/** What a workload's pods act as. */
export interface ServiceIdentityProps {
  /** The workload whose pods act so. */
  readonly workload: string;
  /** Google roles in the environment's project. */
  readonly googleRoles: readonly string[];
  /** The one bucket whose objects it may read.
   *  @defaultValue none */
  readonly bucket?: string;
  /** Where the roles were typed. */
  readonly props: Props;
}

/**
 * The identity of one workload: a Kubernetes service account, and what Google lets it do, without a key.
 * The pods are the principal themselves (Workload Identity Federation); no Google service account stands between.
 * @example
 * ```ts
 * new ServiceIdentity(this, 'identity', { workload: 'api', googleRoles: ['roles/storage.objectViewer'], props });
 * ```
 */
export class ServiceIdentity extends Construct {
  /** What Google calls the pods. */
  readonly principal: string;

  constructor(scope: Construct, id: string, { workload, googleRoles, bucket, props }: ServiceIdentityProps) {
    super(scope, id);
    const service = requireScope(this);
    const { project, projectNumber } = service.spec.google;
    this.principal = names.principal(projectNumber, project, names.namespace(service.id), names.workload(workload));
    emit(
      service.grants,
      'ServiceAccount',
      {
        metadata: {
          name: names.workload(workload),
          namespace: names.namespace(service.id),
          labels: workloadLabels(service.id, workload, service.owner),
          annotations: { [OWNER_ANNOTATION]: service.owner },
        },
        automountServiceAccountToken: false,
      },
      why(this, service, props, { automountServiceAccountToken: rule('pods get a token only where one is asked for') }),
    );
    for (const role of googleRoles) {
      const address = `${workload}_${role.replace(/^roles\//, '').replaceAll('.', '_')}`;
      const member = new ProjectIamMember(service.blocks, `${workload}-${role.replaceAll('/', '-')}`, {
        project,
        role,
        member: this.principal,
      });
      member.overrideLogicalId(address);
      trace(
        member,
        why(this, service, props, {
          role: props.cause('identity.google'),
          member: rule('the pods of this workload alone'),
        }),
      );
    }
    if (bucket === undefined) return;
    const reader = new StorageBucketIamMember(service.blocks, `${workload}-weights`, {
      bucket,
      role: 'roles/storage.objectViewer',
      member: this.principal,
    });
    // What a role is called has another underscore in it.
    reader.overrideLogicalId(`${workload}_weights`);
    const causes = {
      bucket: props.cause('weights.bucket'),
      role: rule('the weights are read, and nothing else'),
      member: rule('the pods of this workload alone'),
    };
    trace(reader, why(this, service, props, causes));
  }
}
