import type { Document } from '../../lib/assembly/document';
import { filesOf } from '../../lib/assembly/layout';
import { GPU_MODEL_NAMES, type GpuModelName } from '../../lib/gpu/models';
import { GPU_SHAPE_LABEL } from '../../lib/labels';
import { findAll, objectOf, type Read } from '../support/documents';
import { render, service, type Rendering } from '../support/environment';
import { legalOf, placeWith } from '../support/gpu-combinations';
import { applyStrictly, call } from './support/api';
import { describeWith, prove } from './support/engine';
import { eventually } from './support/kubectl';
import { CATALOGUE_LABEL, poolNodes } from './support/nodes';
import { Terraform, wordsOf } from './support/terraform';

/** All legal combinations of each model, rendered once for both engines: one pod each. */
const renderings: ReadonlyMap<GpuModelName, Rendering> = new Map(
  GPU_MODEL_NAMES.map((model) => {
    const services = legalOf(model).map((gpu, index) => service(`s${index}`, { gpu, replicas: 1 }));
    return [model, render(services, placeWith(model))] as const;
  }),
);
const combinations = GPU_MODEL_NAMES.reduce((sum, model) => sum + legalOf(model).length, 0);

const ofKind = (kind: string): readonly (readonly [GpuModelName, Document])[] =>
  [...renderings].flatMap(([model, rendering]) => findAll(rendering, kind).map((found) => [model, found] as const));
const pools = ofKind('resource.google_container_node_pool').filter(
  ([, { object }]) => (object as Read).node_config.guest_accelerator,
);
const classes = ofKind('ComputeClass');

/** The text of a model's platform stack: all of its pools. */
function stackOf(model: GpuModelName): string {
  return filesOf(renderings.get(model)!.documents).get('platform/terraform/cdk.tf.json') ?? '';
}

describeWith('terraform', () => {
  let terraform: Terraform;

  beforeAll(async () => {
    const documents = [...renderings.values()].flatMap((rendering) => rendering.documents);
    const types = documents
      .filter(({ kind }) => /^(?:resource|data)\./.test(kind))
      .map(({ kind }) => kind.split('.')[1] ?? '');
    const { google, vault } = JSON.parse(stackOf('l4')).terraform.required_providers as Record<
      string,
      { version: string }
    >;
    terraform = await Terraform.start([...new Set(types)], { google: google!.version, vault: vault!.version });
  });

  afterAll(() => {
    terraform.stop();
  });

  it('takes the pools of the whole catalogue', async () => {
    // One root module: the pools of all models beside what the first stack has.
    const stack: Read = JSON.parse(stackOf('l4'));
    const nodePools = stack.resource.google_container_node_pool;
    for (const [, { id, object }] of pools) nodePools[id.split('/').at(-1) ?? ''] = object;

    const { code, ...said } = await terraform.validate(JSON.stringify(stack, undefined, 2));

    expect({ code, says: wordsOf({ code, ...said }) }).toEqual({
      code: 0,
      says: 'Success! The configuration is valid.',
    });
    expect(Object.keys(nodePools).length).toBeGreaterThanOrEqual(pools.length);
    prove(
      'terraform',
      'catalogue',
      `the ${pools.length} GPU pools that the whole catalogue comes to, in one valid stack`,
    );
  });

  it('rejects them with one argument wrong', async () => {
    const stack: Read = JSON.parse(stackOf('l4'));
    const pool = Object.values(stack.resource.google_container_node_pool as Record<string, Read>).find(
      ({ node_config: config }) => config.guest_accelerator,
    );
    pool.node_config.guest_accelerator[0].gpu_partition = '1g.5gb';

    const result = await terraform.validate(JSON.stringify(stack, undefined, 2));

    expect(result.code).toBe(1);
    expect(wordsOf(result)).toContain('gpu_partition');
  });
});

const NAMESPACE = 'gpu-catalogue';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const PRIORITY = 'gpu-catalogue';

interface Case {
  readonly name: string;
  readonly model: GpuModelName;
  readonly gpu: string;
  readonly deployment: Read;
}

const cases: readonly Case[] = GPU_MODEL_NAMES.flatMap((model) =>
  legalOf(model).map((gpu, index) => ({
    name: `${model}-${index}`,
    model,
    gpu: JSON.stringify(gpu),
    deployment: objectOf(renderings.get(model)!, 'Deployment', 'api', `s${index}`),
  })),
);

/** A Deployment as rendered, in this test's namespace, of its priority, and for this test's nodes only. */
function ownDeployment({ name, deployment }: Case): Read {
  const own = structuredClone(deployment);
  Object.assign(own.metadata, { name, namespace: NAMESPACE });
  const { template } = own.spec;
  for (const labels of [own.spec.selector.matchLabels, template.metadata.labels]) labels['taxiway.dev/workload'] = name;
  Object.assign(template.spec, { priorityClassName: PRIORITY });
  template.spec.nodeSelector[CATALOGUE_LABEL] = 'true';
  template.spec.tolerations.push(
    { key: CATALOGUE_LABEL, operator: 'Exists' },
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
  );
  return own;
}

/** Nodes as GKE would register them: of each pool one, and of each compute class one. */
function nodes(): readonly Read[] {
  const fixed = pools.flatMap(([model, { object }]) => {
    const [first] = poolNodes({ ...(object as Read), autoscaling: { total_max_node_count: 1 } });
    return first === undefined ? [] : [{ ...first, model }];
  });
  const made = classes.flatMap(([, { object }]) => {
    const { metadata, spec } = object as Read;
    const [{ gpu, machineType, location, storage }] = spec.priorities as readonly [Read];
    const [node] = poolNodes({
      name: metadata.name,
      autoscaling: { total_max_node_count: 1 },
      node_locations: location.zones,
      node_config: {
        labels: { 'cloud.google.com/compute-class': metadata.name },
        machine_type: machineType,
        disk_size_gb: storage.bootDiskSize,
        guest_accelerator: [
          {
            type: gpu.type,
            count: gpu.count,
            gpu_driver_installation_config: { gpu_driver_version: gpu.driverVersion },
          },
        ],
        taint: [
          { key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' },
          { key: 'cloud.google.com/compute-class', value: metadata.name, effect: 'NO_SCHEDULE' },
        ],
      },
    });
    return node === undefined ? [] : [node];
  });
  return [...fixed, ...made].map(({ metadata, spec, status }: Read, index) => ({
    metadata: {
      name: `catalogue-${index}`,
      labels: {
        ...metadata.labels,
        [CATALOGUE_LABEL]: 'true',
        'kubernetes.io/hostname': `catalogue-${index}`,
      },
    },
    spec: { taints: [...spec.taints, { key: CATALOGUE_LABEL, value: 'true', effect: 'NoSchedule' }] },
    status,
  }));
}

describeWith('kubernetes', () => {
  const registered = nodes();

  beforeAll(async () => {
    await call('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
    await call('POST', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: 'api' } });
    await call('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name: PRIORITY }, value: 1 });
    await Promise.all(registered.map((node) => call('POST', '/api/v1/nodes', node)));
  });

  afterAll(async () => {
    await call('DELETE', `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, { propagationPolicy: 'Background' });
    await call('DELETE', PODS, { gracePeriodSeconds: 0 });
    await call('DELETE', `/api/v1/namespaces/${NAMESPACE}`);
    await call('DELETE', `/api/v1/nodes?labelSelector=${CATALOGUE_LABEL}`);
    await call('DELETE', `/apis/scheduling.k8s.io/v1/priorityclasses/${PRIORITY}`);
  });

  it('takes every compute class and every Deployment of the whole catalogue, strictly', async () => {
    const said = await Promise.all([
      ...classes.map(([, { object }]) =>
        applyStrictly(`/apis/cloud.google.com/v1/computeclasses/${(object as Read).metadata.name}`, object),
      ),
      ...cases.map((one) =>
        applyStrictly(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${one.name}`, ownDeployment(one)),
      ),
    ]);

    expect(said.flat()).toEqual([]);
    expect(cases).toHaveLength(combinations);
  });

  it('refuses a field that there is not', async () => {
    const [one] = cases;
    const wrong = ownDeployment(one!);
    wrong.spec.template.spec.nodeSelectors = {};

    const said = await applyStrictly(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/wrong`, wrong);

    expect(said.join()).toMatch(/nodeSelectors/);
  });

  it('places the pod of every combination on a node of its own pool, and on no other', async () => {
    const placed = await eventually('every pod has a node', async () => {
      const { items } = (await call('GET', PODS)) as { items: readonly Read[] };
      return items.length === cases.length && items.every(({ spec }) => spec.nodeName !== undefined)
        ? items
        : undefined;
    });

    const labels = new Map(
      registered.map(({ metadata }) => [metadata.name, metadata.labels as Record<string, string>]),
    );
    const landed = placed.map(({ metadata, spec }) => {
      const node = labels.get(spec.nodeName as string) ?? {};
      const by = cases.find(({ name }) => name === metadata.labels['taxiway.dev/workload']);
      const wanted = by?.deployment.spec.template.spec.nodeSelector as Record<string, string>;
      return { gpu: by?.gpu, wanted: poolBy(wanted), got: poolBy(node) };
    });
    expect(landed.filter(({ wanted, got }) => wanted !== got)).toEqual([]);
    expect(landed).toHaveLength(combinations);
    prove(
      'kubernetes',
      'catalogue',
      `each of the ${combinations} combinations of the GPU catalogue applied strictly, beside ${classes.length} compute classes; its pod placed by the real scheduler on the one node of its own pool or class among ${registered.length}`,
    );
  });
});

/** The pool or the class by its label. */
function poolBy(labels: Readonly<Record<string, string>>): string {
  return labels[GPU_SHAPE_LABEL] ?? labels['cloud.google.com/compute-class'] ?? '';
}
