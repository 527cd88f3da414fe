/** The parts of admission policies that are emitted: admissionregistration.k8s.io/v1, which clusters serve since 1.30. */

interface Named {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One thing that must hold, in CEL, and what is said where it does not. */
export interface Validation {
  readonly expression: string;
  readonly message: string;
}

/** Which calls of the API a policy looks at. */
export interface MatchedResources {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
  readonly resources: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
}

/** What the API server asks of objects before it stores them. */
export interface ValidatingAdmissionPolicy {
  readonly metadata: Named;
  readonly spec: {
    readonly failurePolicy: 'Fail';
    readonly paramKind?: { readonly apiVersion: string; readonly kind: string };
    readonly matchConstraints: {
      readonly resourceRules: readonly MatchedResources[];
      readonly matchPolicy: 'Equivalent';
    };
    readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly validations: readonly Validation[];
  };
}

/** Where a policy is in force. */
export interface ValidatingAdmissionPolicyBinding {
  readonly metadata: Named;
  readonly spec: {
    readonly policyName: string;
    readonly validationActions: readonly ['Deny'];
    readonly paramRef?: { readonly name: string; readonly parameterNotFoundAction: 'Deny' };
    readonly matchResources?: {
      readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    };
  };
}
