import { frontObject, frontPod, objectsOf } from '../support/admission';
import type { Read } from '../support/documents';
import { ADMISSION_FAULTS, POD_FAULTS, type AdmissionFault } from './faults/admission';
import { describeWith, prove } from './support/engine';
import { listOf } from './support/api';
import { applyObjects, eventually, kubectl, type Applied } from './support/kubectl';

/** The same names as those of real environments would meet them in the one cluster of the run. */
const own = <T extends object>(object: T): T => {
  const text = JSON.stringify(object)
    .replaceAll('taxiway-', 'admission-')
    .replaceAll('taxiway.dev/managed', 'taxiway.dev/admission-test');
  return JSON.parse(text) as T;
};

const PLATFORM = objectsOf(/^platform$/).map(own);
const GRANTS = objectsOf(/:grants$/).map(own);
/** Namespaces that are there before anything of ours. */
const OTHERS: readonly string[] = [
  ...new Set(PLATFORM.flatMap(({ metadata }) => (metadata.namespace as string | undefined) ?? [])),
].filter((name) => !PLATFORM.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name));
const BINDINGS = PLATFORM.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
const POLICIES = PLATFORM.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
const DEPLOYER = `--as=${GRANTS.find(({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === 'deploy' && metadata.namespace === 'front')?.subjects[0].name}`;
const DRY = '--dry-run=server';
const inFront = (apiVersion: string, kind: string, name: string, spec: object = {}): Read => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'front' },
  spec,
});

/** Objects that no service renders at all. */
const STRANGERS: readonly (readonly [what: string, object: Read, code: string])[] = [
  [
    'a disk that nobody declared',
    inFront('v1', 'PersistentVolumeClaim', 'data', {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    }),
    'STORE_UNDECLARED',
  ],
  [
    'an ingress',
    inFront('networking.k8s.io/v1', 'Ingress', 'open', {
      defaultBackend: { service: { name: 'api', port: { number: 8080 } } },
    }),
    'CAGE',
  ],
  [
    'a gateway of its own',
    inFront('gateway.networking.k8s.io/v1', 'Gateway', 'open', {
      gatewayClassName: 'gke-l7-global-external-managed',
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
    }),
    'CAGE',
  ],
  [
    'a grant of references',
    inFront('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'open', {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'back' }],
      to: [{ group: '', kind: 'Service' }],
    }),
    'CAGE',
  ],
];

/** A namespace as its grants have it, with labels changed. */
function namespaceWith(change: (labels: Read) => void): Read {
  const found = structuredClone(GRANTS.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'front'));
  change(found?.metadata.labels);
  return found;
}

/** A Deployment that is not there yet: of one that is, some fields can't be changed at all. */
function newDeployment(): Read {
  const object = frontObject('Deployment');
  const { selector, template } = object.spec;
  object.metadata.name = 'sly';
  for (const labels of [selector.matchLabels, template.metadata.labels]) labels['taxiway.dev/workload'] = 'sly';
  template.spec.serviceAccountName = 'sly';
  return object;
}

const GOOD: Readonly<Record<string, () => Read>> = { Pod: frontPod, Deployment: newDeployment };
const broken = (of: string, edit: (object: Read) => void): Read => {
  const object = GOOD[of]?.() ?? frontObject(of);
  edit(object);
  return own(object);
};
/** A route of the service's own that takes the public entrance and its host. */
function taken(): Read {
  const route = own(frontObject('HTTPRoute'));
  Object.assign(route.spec, {
    hostnames: ['front.public.harbour.example'],
    parentRefs: [{ name: 'public', namespace: 'front' }],
  });
  return route;
}
const dry = (objects: readonly Read[], words: readonly string[] = []): Promise<Applied> =>
  applyObjects(objects, [...words, DRY]);

describeWith('kubernetes', () => {
  let good: Applied;
  let refusals = 0;

  /** Whether each is refused with its code; kubectl tells of them one after the other. */
  async function refusedAs(objects: readonly (readonly [what: string, object: Read, code: string])[]) {
    const { accepted, refused } = await dry(objects.map(([, object]) => object));
    const said = objects.map(([what, , code], index) => [what, refused[index]?.includes(`: ${code}: `) ?? false]);
    refusals += said.filter(([, right]) => right).length;
    expect({ accepted, refused: refused.length }).toEqual({ accepted: 0, refused: objects.length });
    return said.flatMap(([what, right], index) => (right === true ? [] : [`${String(what)}: ${refused[index] ?? ''}`]));
  }

  beforeAll(async () => {
    // Dashboards and routing lie in namespaces of others.
    await applyObjects(OTHERS.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
    const platform = await applyObjects(PLATFORM.filter(({ kind }) => kind !== 'Gateway'));
    if (platform.refused.length > 0) throw new Error(platform.refused.join('\n'));
    await eventually('the policies are in force', async () => {
      const { refused } = await dry([
        namespaceWith((labels) => (labels['pod-security.kubernetes.io/enforce'] = 'baseline')),
      ]);
      return refused.length > 0 ? true : undefined;
    });
    const grants = await applyObjects(GRANTS);
    await eventually('the binding is known', async () => {
      const { code } = await kubectl(['auth', 'can-i', 'create', 'deployments', '--namespace=front', DEPLOYER]);
      return code === 0 ? true : undefined;
    });
    const front = await applyObjects(objectsOf(/^front:workloads$/).map(own), [DEPLOYER]);
    const back = await applyObjects(objectsOf(/^(?:back|shown):workloads$/).map(own));
    good = {
      accepted: grants.accepted + front.accepted + back.accepted,
      refused: [...grants.refused, ...front.refused, ...back.refused],
      warnings: [...grants.warnings, ...front.warnings, ...back.warnings],
    };
  });

  afterAll(async () => {
    await kubectl([
      'delete',
      'validatingadmissionpolicybindings',
      ...BINDINGS.map(({ metadata }) => metadata.name as string),
    ]);
    await kubectl([
      'delete',
      'validatingadmissionpolicies',
      ...POLICIES.map(({ metadata }) => metadata.name as string),
    ]);
    await kubectl(['delete', 'namespace', 'front', 'back', 'shown', 'admission-system', '--wait=false']);
    await kubectl([
      'delete',
      'priorityclass',
      ...PLATFORM.filter(({ kind }) => kind === 'PriorityClass').map(({ metadata }) => metadata.name as string),
    ]);
  });

  it('has no expression in a policy that does not fit the types of its objects', async () => {
    const checked = await eventually('all are checked', async () => {
      const all = (await listOf('validatingadmissionpolicies')).filter(({ metadata }) =>
        (metadata.name as string).startsWith('admission-'),
      );
      return all.every(({ status }) => status?.typeChecking !== undefined) ? all : undefined;
    });

    expect(checked).toHaveLength(POLICIES.length);
    expect(checked.flatMap(({ status }) => status.typeChecking.expressionWarnings ?? [])).toEqual([]);
  });

  it('lets in everything that is rendered, the service by its own deploy identity', () => {
    const rendered = GRANTS.length + objectsOf(/:workloads$/).length;

    expect(good).toEqual({ accepted: rendered, refused: [], warnings: [] });
  });

  it('lets the controllers make the pods', async () => {
    const pods = await eventually('a pod of each', async () => {
      const [front, back] = await Promise.all([listOf('pods', 'front'), listOf('pods', 'back')]);
      return front.length > 0 && back.length > 0 ? [...front, ...back] : undefined;
    });

    expect(pods.length).toBeGreaterThanOrEqual(2);
  });

  it('takes the pod and the Deployment that mistakes are made in', async () => {
    const { accepted, refused } = await dry([own(frontPod()), own(newDeployment())]);

    expect({ accepted, refused }).toEqual({ accepted: 2, refused: [] });
  });

  it('refuses every mistake of a pod in its Deployment, with our code', async () => {
    const wrong = await refusedAs(POD_FAULTS.map(([what, edit, code]) => [what, broken('Deployment', edit), code]));

    expect(wrong).toEqual([]);
  });

  it('refuses every mistake of a bare pod, with our code or by the Pod Security Standard', async () => {
    const { accepted, refused } = await dry(POD_FAULTS.map(([, edit]) => broken('Pod', edit)));
    const said = POD_FAULTS.map(([what, , code], index) => {
      const line = refused[index] ?? '';
      if (line.includes(`: ${code}: `)) return 'ours';
      return code === 'POD_RESTRICTED' && line.includes('violates PodSecurity') ? 'standard' : `${what}: ${line}`;
    });

    expect({ accepted, said: said.filter((one) => one !== 'ours' && one !== 'standard') }).toEqual({
      accepted: 0,
      said: [],
    });
    refusals += said.filter((one) => one === 'ours').length;
    expect(said.filter((one) => one === 'ours').length).toBeGreaterThan(10);
  });

  it('refuses every mistake of another object, with our code', async () => {
    const faults = ADMISSION_FAULTS.map(
      ([what, of, edit, code]: AdmissionFault) => [what, broken(of, edit), code] as const,
    );

    expect(await refusedAs([...faults, ...STRANGERS])).toEqual([]);
  });

  it('keeps the label and the standard of a namespace, whoever asks', async () => {
    const changes: readonly (readonly [string, Read, string])[] = [
      [
        'a weaker standard',
        namespaceWith((labels) => (labels['pod-security.kubernetes.io/enforce'] = 'privileged')),
        'POD_RESTRICTED',
      ],
      [
        'no version',
        namespaceWith((labels) => (labels['pod-security.kubernetes.io/enforce-version'] = 'latest')),
        'POD_RESTRICTED',
      ],
      ['another label', namespaceWith((labels) => (labels['taxiway.dev/admission-test'] = 'no')), 'CAGE'],
    ];

    expect(await refusedAs(changes)).toEqual([]);
  });

  it('keeps default-deny as long as its namespace is there', async () => {
    const deny = GRANTS.find(
      ({ kind, metadata }) =>
        kind === 'NetworkPolicy' && metadata.name === 'default-deny' && metadata.namespace === 'front',
    );
    const opened = structuredClone(deny);
    opened.spec.policyTypes = ['Ingress'];

    const deleted = await kubectl(['delete', 'networkpolicy', 'default-deny', '--namespace=front', DRY]);

    expect(deleted.stderr).toContain(': RULE_ALLOWS_ALL: default-deny is deleted');
    expect(await refusedAs([['one way only', opened, 'RULE_ALLOWS_ALL']])).toEqual([]);
  });

  it('lets nobody who deploys write what is public, nor somebody else take it for a way out', async () => {
    const route = own(frontObject('HTTPRoute'));
    route.metadata.name = 'public';

    const written = await dry([route], [DEPLOYER]);
    const opened = await dry([taken()], [DEPLOYER]);

    expect(written.refused.join('\n')).toContain(': CAGE: a public object is written by who deploys');
    expect(opened.refused.join('\n')).toContain(': CAGE: the route names no gateway, or another');
    refusals += 2;
  });

  /** What each policy alone keeps out. */
  const KEPT: Readonly<Record<string, () => Read>> = {
    'public-objects': () => {
      const route = own(frontObject('HTTPRoute'));
      route.metadata.name = 'public';
      return route;
    },
    pods: () => broken('Pod', (of) => (of.spec.enableServiceLinks = true)),
    deployments: () => broken('Deployment', (of) => (of.spec.replicas = 50)),
    services: () => broken('Service', (of) => (of.spec.externalIPs = ['192.0.2.1'])),
    routes: () => broken('HTTPRoute', (of) => (of.spec.hostnames = ['back.models.harbour.example'])),
    'foreign-kinds': () => STRANGERS.find(([what]) => what === 'an ingress')![1],
    'network-policies': () => broken('NetworkPolicy', (of) => delete of.spec.ingress[0].from),
    disks: () => ({ ...STRANGERS[0]![1] }),
    secrets: () => broken('ExternalSecret', (of) => (of.spec.data[0].remoteRef.key = 'env/harbour/service/back/key')),
    namespaces: () => namespaceWith((labels) => (labels['pod-security.kubernetes.io/enforce'] = 'privileged')),
  };

  it.each(Object.keys(KEPT))('would let it in without the policy of %s', async (name) => {
    const binding = BINDINGS.find(({ metadata }) => metadata.name === `admission-${name}`);
    const bad = KEPT[name]!();
    const words = name === 'public-objects' ? [DEPLOYER] : [];

    const removed = await kubectl(['delete', 'validatingadmissionpolicybinding', `admission-${name}`]);
    // The quota of disks is 0: without the policy it is the quota that refuses.
    const letIn = await eventually('it is let in', async () => {
      const { accepted, refused } = await dry([bad], words);
      return accepted === 1 || refused.some((line) => line.includes('exceeded quota')) ? true : undefined;
    });
    await applyObjects([binding]);
    const refused = await eventually('it is refused again', async () => {
      const { refused: lines } = await dry([bad], words);
      return lines.some((line) => line.includes(`'admission-${name}'`)) ? true : undefined;
    });

    expect([removed.code, letIn, refused]).toEqual([0, true, true]);
  });

  it('refused as many as there are', () => {
    expect(BINDINGS.map(({ metadata }) => metadata.name).sort()).toEqual(
      Object.keys(KEPT)
        .map((name) => `admission-${name}`)
        .sort(),
    );
    expect(refusals).toBeGreaterThan(60);
    prove(
      'kubernetes',
      'admission',
      `${POLICIES.length} admission policies that fit the types of their objects: everything rendered let in, ${refusals} bad objects refused with our code, ${Object.keys(KEPT).length} of them let in where their policy is gone`,
    );
  });
});
