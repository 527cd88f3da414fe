import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import { OWNER_ANNOTATION, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { after } from './act-as';
import type { ActingFor } from './identity-settings';
import { emit } from './kubernetes';
import { requireScope, rule, why, type ServiceScope } from './service-scope';

/** What a workload's pods act as. */
export interface ServiceIdentityProps {
  /** The workload whose pods act so. */
  readonly workload: string;
  /** Google roles in the environment's project. */
  readonly googleRoles: readonly string[];
  /** Why the pods act as an account of their own.
   *  @defaultValue they act as themselves */
  readonly actsFor?: ActingFor;
  /** The one bucket whose objects it may read.
   *  @defaultValue none */
  readonly bucket?: string;
  /** Where the roles were typed. */
  readonly props: Props;
}

/**
 * The identity of one workload: a Kubernetes service account, and what Google lets it do, without a key.
 * The pods are the principal themselves (Workload Identity Federation); a Google service account stands between only where one was asked for.
 * @example
 * ```ts
 * new ServiceIdentity(this, 'identity', { workload: 'api', googleRoles: ['roles/storage.objectViewer'], props });
 * ```
 */
export class ServiceIdentity extends Construct {
  /** What Google calls the pods: themselves, or the account that they act as. */
  readonly principal: string;

  constructor(scope: Construct, id: string, given: ServiceIdentityProps) {
    const { workload, googleRoles, actsFor, bucket, props } = given;
    super(scope, id);
    const service = requireScope(this);
    const { project, projectNumber } = service.spec.google;
    const email = names.accountEmail(names.podAccount(service.id, workload), project);
    this.principal =
      actsFor === undefined
        ? names.principal(projectNumber, project, names.namespace(service.id), names.workload(workload))
        : `serviceAccount:${email}`;
    const acts: Readonly<Record<string, string>> = actsFor === undefined ? {} : { [ACTS_AS]: email };
    emit(
      service.grants,
      'ServiceAccount',
      {
        metadata: {
          name: names.workload(workload),
          namespace: names.namespace(service.id),
          labels: workloadLabels(service.id, workload, service.owner),
          annotations: { [OWNER_ANNOTATION]: service.owner, ...acts },
        },
        automountServiceAccountToken: false,
      },
      why(this, service, props, {
        automountServiceAccountToken: rule('pods get a token only where one is asked for'),
        ...(actsFor === undefined ? {} : { [`metadata.annotations.${ACTS_AS}`]: props.cause('identity.google.actAs') }),
      }),
    );
    if (actsFor !== undefined) emitAccount(this, service, { ...given, actsFor, email });
    const waits = actsFor === undefined ? [] : [`google_service_account.${accountAddress(workload)}`];
    for (const role of googleRoles) {
      const address = `${workload}_${role.replace(/^roles\//, '').replaceAll('.', '_')}`;
      const member = new ProjectIamMember(service.blocks, `${workload}-${role.replaceAll('/', '-')}`, {
        project,
        role,
        member: this.principal,
      });
      member.overrideLogicalId(address);
      trace(
        after(member, ...waits),
        why(this, service, props, {
          role: props.cause(actsFor === undefined ? 'identity.google' : 'identity.google.roles'),
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
    trace(after(reader, ...waits), why(this, service, props, causes));
  }
}

/** What GKE's metadata server looks at. */
const ACTS_AS = 'iam.gke.io/gcp-service-account';

const accountAddress = (workload: string): string => `${workload}_pods`;

/** An account for one workload, which nobody but its pods may act as, and no key is made for. */
function emitAccount(
  scope: Construct,
  service: ServiceScope,
  { workload, actsFor, props, email }: ServiceIdentityProps & { readonly actsFor: ActingFor; readonly email: string },
): void {
  const { project } = service.spec.google;
  const address = accountAddress(workload);
  const account = new ServiceAccount(service.blocks, `${workload}-pods`, {
    accountId: names.podAccount(service.id, workload),
    project,
    displayName: `Pods of ${service.id}, ${workload}`,
  });
  account.overrideLogicalId(address);
  trace(account, why(scope, service, props, { account_id: props.cause('identity.google.actAs') }));
  const pods = names.podMember(project, names.namespace(service.id), names.workload(workload));
  const bindings = [['act_as', 'roles/iam.workloadIdentityUser', pods] as const];
  // Whoever signs for the account asks Google to, and needs its leave for that.
  const signs = actsFor === 'api-without-federation' ? [] : [['signs', SIGNS, `serviceAccount:${email}`] as const];
  for (const [name, role, member] of [...bindings, ...signs]) {
    const binding = new ServiceAccountIamMember(service.blocks, `${workload}-pods-${name}`, {
      serviceAccountId: names.accountId(email, project),
      role,
      member,
    });
    binding.overrideLogicalId(`${address}_${name}`);
    trace(
      after(binding, `google_service_account.${address}`),
      why(scope, service, props, {
        role: props.cause('identity.google.because'),
        member: rule('the pods of this workload alone, or the account itself'),
      }),
    );
  }
}

const SIGNS = 'roles/iam.serviceAccountTokenCreator';
