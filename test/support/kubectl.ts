/** What the API server is asked for by a command: a verb on a resource of an API group. */
export interface Asked {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** Resources as people type them: plural and API group. */
const RESOURCES: Readonly<Record<string, readonly [resource: string, group: string]>> = {
  pods: ['pods', ''],
  events: ['events', ''],
  resourcequota: ['resourcequotas', ''],
  deployment: ['deployments', 'apps'],
  hpa: ['horizontalpodautoscalers', 'autoscaling'],
  scaledobject: ['scaledobjects', 'keda.sh'],
  httproute: ['httproutes', 'gateway.networking.k8s.io'],
  endpointslices: ['endpointslices', 'discovery.k8s.io'],
  networkpolicies: ['networkpolicies', 'networking.k8s.io'],
  externalsecret: ['externalsecrets', 'external-secrets.io'],
  externalsecrets: ['externalsecrets', 'external-secrets.io'],
  secretstore: ['secretstores', 'external-secrets.io'],
};

const PODS: Asked = { verb: 'list', group: '', resource: 'pods' };
const EVENTS: Asked = { verb: 'list', group: '', resource: 'events' };
const REPLICA_SETS: Asked = { verb: 'list', group: 'apps', resource: 'replicasets' };

/** What a command that only reads asks for, as kubectl's own source does; throws for any other command. */
export function askedBy(command: string): readonly Asked[] {
  const [, verb = '', named = ''] =
    /^kubectl -n \S+ (get|describe|logs|rollout history) ([a-z,]+)(?:\/\S+)?(?: (?!-A\b).+)?$/.exec(command) ?? [];
  if (verb === '' || / (?:-A|--all-namespaces)\b/.test(command))
    throw new Error(`'${command}' does more than read one namespace`);
  const own = named.split(',').flatMap((name) => {
    const [resource, group] = RESOURCES[name] ?? [];
    if (resource === undefined || group === undefined) throw new Error(`'${command}' names an unknown '${name}'`);
    return ['get', 'list'].map((one) => ({ verb: one, group, resource }));
  });
  switch (verb) {
    case 'describe':
      return [...own, EVENTS, ...(named === 'deployment' ? [REPLICA_SETS] : [])];
    case 'logs':
      return [...own, PODS, { verb: 'get', group: '', resource: 'pods/log' }];
    case 'rollout history':
      return [...own, REPLICA_SETS];
    default:
      return own;
  }
}
