import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member';
import type { TerraformResource } from 'cdktf';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';

/** A deploy job, and the account that it may act as. */
export interface ActAsProps {
  readonly spec: EnvironmentSpec;
  /** Its Terraform address. */
  readonly account: string;
  readonly email: string;
  /** The part of GitLab's environment name after ours: `platform`, or a service. */
  readonly job: string;
}

/** Lets the jobs of one protected environment act as an account: the whole of it is a name in a token, and no key. */
export function mayActAs(
  blocks: BlockStack,
  address: string,
  { spec, account, email, job }: ActAsProps,
): ServiceAccountIamMember {
  const { project, projectNumber } = spec.google;
  const member = new ServiceAccountIamMember(blocks, `${address}-act-as`, {
    serviceAccountId: names.accountId(email, project),
    role: 'roles/iam.workloadIdentityUser',
    member: names.deployPrincipal(projectNumber, spec.name, job),
  });
  member.overrideLogicalId(`${address}_act_as`);
  return after(member, `google_service_account.${account}`);
}

/** Has something applied after what is at an address. A reference of cdktf's own is a token, and a stack that holds one takes the long way. */
export function after<Resource extends TerraformResource>(
  resource: Resource,
  ...addresses: readonly string[]
): Resource {
  if (addresses.length > 0) resource.dependsOn = [...addresses];
  return resource;
}
