import { find, findAll, objectOf, podOf, reasonOf } from '../support/documents';
import { render, service } from '../support/environment';
import '../support/errors';

const POOL = 'resource.google_container_node_pool';
const onArm = (id: string, props = {}) =>
  service(id, { run: { node: { arch: 'arm64' }, cpu: 1, memory: '1Gi' }, replicas: 4, ...props });

describe('a pool without GPUs', () => {
  it('comes before every GPU pool, is never empty, and spends no SSD quota', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' } }));
    const cpu = objectOf(rendering, POOL, 'cpu');

    expect(objectOf(rendering, POOL, 'l4-x1').depends_on).toContain('google_container_node_pool.cpu');
    expect(cpu.autoscaling).toMatchObject({ total_min_node_count: 1, total_max_node_count: 3 });
    expect(cpu.node_config).toMatchObject({ machine_type: 'e2-standard-4', disk_type: 'pd-standard' });
    expect(cpu.node_config).not.toHaveProperty('taint');
    expect(cpu.node_config).not.toHaveProperty('guest_accelerator');
  });

  it('is there only where nodes are asked for', () => {
    expect(findAll(render(service('echo')), POOL)).toEqual([]);
    expect(findAll(render(onArm('echo')), POOL).map(({ id }) => id.split('/').at(-1))).toEqual(['cpu', 'cpu-t2a']);
  });

  it('has room for the pods of all who asked for its family, and keeps others off', () => {
    const rendering = render([onArm('echo'), onArm('agent', { replicas: 1 })]);
    const pool = objectOf(rendering, POOL, 'cpu-t2a');

    // Three pods of one core fit on four processors; four and one pod, each with one more while rolling.
    expect(pool.node_config.machine_type).toBe('t2a-standard-4');
    expect(pool.autoscaling).toMatchObject({ total_min_node_count: 0, total_max_node_count: 2 + 1 });
    expect(pool.node_config.taint).toEqual([{ key: 'taxiway.dev/nodes', value: 'cpu-t2a', effect: 'NO_SCHEDULE' }]);
    expect(reasonOf(find(rendering, POOL, 'cpu-t2a'), 'autoscaling.total_max_node_count')?.rule).toMatch(/agent, echo/);
  });

  it('has machines on which the largest pod fits', () => {
    const rendering = render(service('echo', { run: { node: { family: 'n2' }, cpu: 12, memory: '100Gi' } }));

    expect(objectOf(rendering, POOL, 'cpu-n2').node_config.machine_type).toBe('n2-standard-32');
  });

  it('is found by pods of its family, which tolerate it, and Arm', () => {
    const pod = podOf(render(onArm('echo')));

    expect(pod.nodeSelector).toEqual({ 'kubernetes.io/arch': 'arm64', 'cloud.google.com/machine-family': 't2a' });
    expect(pod.tolerations).toEqual([
      { key: 'taxiway.dev/nodes', operator: 'Equal', value: 'cpu-t2a', effect: 'NoSchedule' },
      { key: 'kubernetes.io/arch', operator: 'Equal', value: 'arm64', effect: 'NoSchedule' },
    ]);
    expect(podOf(render(service('echo')))).not.toHaveProperty('nodeSelector');
  });
});

describe('nodes of a family', () => {
  it('are of the cheapest one where none is named, and the declaration says so', () => {
    const props = objectOf(render(service('echo', { run: { node: {} } })), 'Service', 'echo').props;

    expect(props['run.node.arch']).toMatchObject({ value: 'amd64', origin: 'default' });
    expect(props['run.node.family']).toMatchObject({ value: 'e2', origin: 'default' });
  });

  it.each([
    ['of an architecture that there is not', { arch: 'x86' }, 'echo.run.node.arch'],
    ['of a family that there is not', { family: 'm9' }, 'echo.run.node.family'],
    ['of a family with other processors', { arch: 'arm64', family: 'n2' }, 'echo.run.node.family'],
    ['of a family that every object knows', { family: 'constructor' }, 'echo.run.node.family'],
  ] as const)('%s are refused', (_, node, at) => {
    expect(render(service('echo', { run: { node } }))).toRefuse('NODE_UNKNOWN', at);
  });

  it('are refused beside a GPU, whose machine is given', () => {
    const props = { gpu: { model: 'l4' }, run: { node: { family: 'n2' } } };

    expect(render(service('echo', props))).toRefuse('NODE_UNKNOWN', 'echo.run.node');
  });

  it('are refused where a pod asks for more than the largest of them has', () => {
    const run = { node: { family: 'e2' }, cpu: 32 };

    expect(render(service('echo', { run }))).toRefuse('QUANTITY_INVALID', 'echo.run.cpu');
  });

  it.each([
    ['a misspelt prop', { famly: 'n2' }, 'PROP_UNKNOWN', 'echo.run.node.famly'],
    ['a text', 'n2', 'VALUE_INVALID', 'echo.run.node'],
  ] as const)('as %s are refused', (_, node, code, at) => {
    expect(render(service('echo', { run: { node } }))).toRefuse(code, at);
  });
});
