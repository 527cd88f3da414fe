import { Construct } from 'constructs';
import type { ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { MANAGED_LABEL } from '../lib/labels';
import { names } from '../lib/names';
import {
  DISKS,
  foreignKinds,
  NAMESPACES,
  NETWORK_POLICIES,
  PUBLIC_OBJECTS,
  routes,
  secrets,
  SERVICES,
  writes,
  type Asked,
} from './admission-objects';
import { DEPLOYMENT_VARIABLES, deploymentValidations, podValidations, podVariables } from './admission-pods';
import { emit } from './kubernetes';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';

/** Where the policies are emitted, and the facts that they hold objects to. */
export interface AdmissionPoliciesProps {
  readonly objects: ObjectChart;
  readonly spec: EnvironmentSpec;
}

/** Pods that go are left alone: whoever waits for them may still take his mark away. */
const STAYS = { name: 'stays', expression: '!has(object.metadata.deletionTimestamp)' };

/**
 * What the cluster itself refuses in the namespaces of services, in the words of the checks: one policy for each kind of objects.
 * @example
 * ```ts
 * new AdmissionPolicies(this, 'admission', { objects, spec: env.spec });
 * ```
 */
export class AdmissionPolicies extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly given: AdmissionPoliciesProps,
  ) {
    super(scope, id);
    const { spec } = given;
    const pods = podValidations(spec);
    const all: readonly Asked[] = [
      {
        name: 'pods',
        matches: [writes('', ['v1'], 'pods')],
        only: STAYS,
        variables: podVariables('object'),
        validations: pods,
      },
      {
        name: 'deployments',
        matches: [writes('apps', ['v1'], 'deployments')],
        only: STAYS,
        param: { kind: 'ResourceQuota', name: 'quota' },
        variables: [...podVariables('object.spec.template'), ...DEPLOYMENT_VARIABLES],
        validations: [...pods, ...deploymentValidations()],
      },
      SERVICES,
      routes(spec),
      PUBLIC_OBJECTS,
      foreignKinds(spec),
      NETWORK_POLICIES,
      DISKS,
      secrets(spec),
      NAMESPACES,
    ];
    for (const asked of all) this.emitPolicy(asked);
  }

  private emitPolicy({ name: short, matches, only, param, variables, validations, everywhere }: Asked): void {
    const { objects, spec } = this.given;
    const metadata = { name: names.admissionPolicy(short), labels: PLATFORM_LABELS };
    emit(
      objects,
      'ValidatingAdmissionPolicy',
      {
        metadata,
        spec: {
          failurePolicy: 'Fail',
          ...(param === undefined ? {} : { paramKind: { apiVersion: 'v1', kind: param.kind } }),
          matchConstraints: { resourceRules: matches, matchPolicy: 'Equivalent' },
          ...(only === undefined ? {} : { matchConditions: [only] }),
          ...(variables === undefined ? {} : { variables }),
          validations,
        },
      },
      platformTrace(spec, 'admission', {
        'spec.validations': { rule: 'the checks, held by the cluster too: whoever applies what, it is refused' },
        'spec.failurePolicy': { rule: 'what cannot be judged is not let in' },
        'spec.paramKind': { rule: 'what the quota holds is compared with what the replicas take' },
      }),
    );
    emit(
      objects,
      'ValidatingAdmissionPolicyBinding',
      {
        metadata,
        spec: {
          policyName: metadata.name,
          validationActions: ['Deny'],
          ...(param === undefined ? {} : { paramRef: { name: param.name, parameterNotFoundAction: 'Deny' } }),
          ...(everywhere === true
            ? {}
            : { matchResources: { namespaceSelector: { matchLabels: { [MANAGED_LABEL]: 'true' } } } }),
        },
      },
      platformTrace(spec, 'admission', {
        'spec.matchResources': { rule: 'namespaces of services, and no others' },
        'spec.validationActions': { rule: 'a promise that is only told of is none' },
      }),
    );
  }
}
