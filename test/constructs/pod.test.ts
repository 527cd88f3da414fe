import { HOME, SECRETS_FOLDER } from '../../constructs/pod';
import { containerOf, objectOf, podOf, variablesOf, type Read } from '../support/documents';
import { render, service } from '../support/environment';
import '../support/errors';

/** The path of the mount that a path lies on, or undefined. */
function mountOf(container: Read, path: string): string | undefined {
  const mounts = (container.volumeMounts as { mountPath: string }[]).map(({ mountPath }) => mountPath);
  return mounts.find((mount) => path === mount || path.startsWith(`${mount}/`));
}

const CACHES = ['HF_HOME', 'XDG_CACHE_HOME', 'TORCHINDUCTOR_CACHE_DIR', 'TRITON_CACHE_DIR', 'VLLM_CACHE_ROOT'];

describe('a pod', () => {
  it('POD-1: gets no variables of the Services around it, whatever the service is called', () => {
    const rendering = render(service('vllm'));

    expect(podOf(rendering).enableServiceLinks).toBe(false);
  });

  it('POD-2: finds a name and a home although no image knows its user', () => {
    const rendering = render(service('echo'));

    expect(podOf(rendering).securityContext.runAsUser).toBeGreaterThanOrEqual(10_000);
    expect(variablesOf(rendering)).toMatchObject({ USER: 'echo', LOGNAME: 'echo', HOME });
    expect(mountOf(containerOf(rendering), HOME)).toBe(HOME);
  });

  it('has its variables in one order, each after those that its value refers to', () => {
    const variables = { B: 'b', A: '$(C)/a', C: '$(B)', D: '$(D)' };

    const orders = [variables, Object.fromEntries(Object.entries(variables).reverse())].map((typed) =>
      Object.keys(variablesOf(render(service('echo', { run: { variables: typed } })))).slice(-4),
    );

    expect(orders).toEqual([
      ['B', 'C', 'A', 'D'],
      ['B', 'C', 'A', 'D'],
    ]);
  });

  it.each(CACHES)('POD-2: has %s below a home that it can write to', (variable) => {
    const path = variablesOf(render(service('echo')))[variable];

    expect(path).toMatch(new RegExp(`^${HOME}/`));
  });

  it.each([
    ['without a GPU', {}],
    ['with a GPU', { gpu: { model: 'l4' } }],
  ])('POD-3: keeps every cache and scratch folder on a volume of its own with a limit, %s', (_, props) => {
    const rendering = render(service('echo', props));
    const container = containerOf(rendering);
    const variables = variablesOf(rendering);

    for (const path of [...CACHES.map((cache) => variables[cache]!), variables['TMPDIR']!]) {
      const mount = mountOf(container, path);
      const { name } = (container.volumeMounts as Read[]).find(({ mountPath }) => mountPath === mount);
      const volume = (podOf(rendering).volumes as Read[]).find((one) => one.name === name);
      expect(volume.emptyDir.sizeLimit).toMatch(/^[1-9][0-9]*[MG]i$/);
    }
  });

  it('POD-3: asks for as much local disk as it may use, and every emptyDir has a limit', () => {
    const rendering = render(service('echo', { gpu: { model: 'l4' } }));
    const { requests, limits } = containerOf(rendering).resources;
    const scratch = (podOf(rendering).volumes as Read[]).filter(({ emptyDir }) => emptyDir !== undefined);

    expect(requests['ephemeral-storage']).toBe('55Gi');
    expect(limits['ephemeral-storage']).toBe('55Gi');
    expect(scratch.map(({ emptyDir }) => emptyDir.sizeLimit)).toEqual(['4Gi', '50Gi', '8Gi']);
  });

  it("lets the service's own variables win over the platform's", () => {
    const rendering = render(service('echo', { run: { variables: { HF_HOME: '/tmp/hf', LOG_LEVEL: 'info' } } }));

    expect(variablesOf(rendering)).toMatchObject({ HF_HOME: '/tmp/hf', LOG_LEVEL: 'info', HOME });
    expect(containerOf(rendering).env.filter(({ name }: Read) => name === 'HF_HOME')).toHaveLength(1);
  });

  it('tells the process where it runs and what it is', () => {
    expect(variablesOf(render(service('echo')))).toMatchObject({
      TAXIWAY_ENVIRONMENT: 'harbour',
      TAXIWAY_SERVICE: 'echo',
    });
  });

  it('gives the address of the internal API to those who may call it, and to nobody else', () => {
    const calling = render(service('echo', { calls: ['gitlab-api'] }));
    const silent = render(service('echo'));

    expect(variablesOf(calling)['GITLAB_INTERNAL_API_URL']).toBe('https://api.harbour.example:8443');
    expect(variablesOf(silent)).not.toHaveProperty('GITLAB_INTERNAL_API_URL');
  });

  it('keeps the restricted Pod Security Standard, and a root that nobody can write to', () => {
    const rendering = render(service('echo', { gpu: { model: 't4' } }));
    const pod = podOf(rendering);

    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10_001,
      runAsGroup: 10_001,
      fsGroup: 10_001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(containerOf(rendering).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    });
    expect(Object.keys(pod)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^host/)]));
    const allowed = ['emptyDir', 'projected'];
    expect(
      (pod.volumes as Read[]).flatMap((volume) =>
        Object.keys(volume).filter((key) => key !== 'name' && !allowed.includes(key)),
      ),
    ).toEqual([]);
  });

  it('runs as the user that its image expects', () => {
    const { securityContext } = podOf(render(service('echo', { run: { runAs: 2000 } })));

    expect(securityContext).toMatchObject({ runAsUser: 2000, runAsGroup: 2000, fsGroup: 2000, runAsNonRoot: true });
  });

  it('has no token for the API server', () => {
    const rendering = render(service('echo'));

    expect(podOf(rendering).automountServiceAccountToken).toBe(false);
    expect(objectOf(rendering, 'ServiceAccount', 'api').automountServiceAccountToken).toBe(false);
  });

  it('is probed by path, by the gRPC health service, or by its port alone', () => {
    const http = containerOf(render(service('echo', { serves: { port: 9000, ready: '/ready' } })));
    const grpc = containerOf(render(service('echo', { serves: { port: 9000, protocol: 'grpc' } })));
    const bare = containerOf(render(service('echo', { serves: { port: 9000 } })));

    expect(http.readinessProbe.httpGet).toEqual({ path: '/ready', port: 9000, scheme: 'HTTP' });
    expect(http.startupProbe.httpGet).toEqual(http.readinessProbe.httpGet);
    expect(grpc.readinessProbe.grpc).toEqual({ port: 9000 });
    expect(bare.readinessProbe.tcpSocket).toEqual({ port: 9000 });
  });

  it('is restarted only when its port is closed, and not when it is busy', () => {
    const { livenessProbe, readinessProbe } = containerOf(render(service('echo', { serves: { ready: '/ready' } })));

    expect(livenessProbe).toMatchObject({ tcpSocket: { port: 8080 } });
    expect(livenessProbe.periodSeconds * livenessProbe.failureThreshold).toBeGreaterThan(
      readinessProbe.periodSeconds * readinessProbe.failureThreshold,
    );
  });

  it('gets twenty minutes to start on a GPU node, and two elsewhere', () => {
    const startOf = (props: object): number => {
      const { startupProbe } = containerOf(render(service('echo', { ...props })));
      return startupProbe.periodSeconds * startupProbe.failureThreshold;
    };

    expect(startOf({ gpu: { model: 'l4' } })).toBe(1200);
    expect(startOf({})).toBe(120);
  });

  it('reads each secret as a file that only its own group may read', () => {
    const rendering = render(service('echo', { secrets: ['api-key', 'hub-token'] }));
    const volume = (podOf(rendering).volumes as Read[]).find(({ name }) => name === 'secrets');

    expect(volume.projected).toEqual({
      defaultMode: 0o440,
      sources: [
        { secret: { name: 'echo-api.api-key', items: [{ key: 'api-key', path: 'api-key' }] } },
        { secret: { name: 'echo-api.hub-token', items: [{ key: 'hub-token', path: 'hub-token' }] } },
      ],
    });
    expect(containerOf(rendering).volumeMounts).toContainEqual({
      name: 'secrets',
      mountPath: SECRETS_FOLDER,
      readOnly: true,
    });
  });

  it('never carries a secret in a variable', () => {
    const rendering = render(service('echo', { secrets: ['api-key'] }));

    expect(containerOf(rendering).env.filter(({ valueFrom }: Read) => valueFrom !== undefined)).toEqual([]);
    expect(containerOf(rendering)).not.toHaveProperty('envFrom');
  });

  it('spreads over zones and nodes where there is a choice, and never waits for one', () => {
    const { topologySpreadConstraints } = podOf(render(service('echo')));

    expect(topologySpreadConstraints).toEqual(
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'taxiway.dev/service': 'echo', 'taxiway.dev/workload': 'api' } },
      })),
    );
  });

  it('takes command and arguments as they were typed, and leaves them to the image otherwise', () => {
    const typed = containerOf(
      render(service('echo', { run: { command: ['/bin/serve'], args: ['--cache=${HOME}', 'no'] } })),
    );
    const bare = containerOf(render(service('echo')));

    expect(typed).toMatchObject({ command: ['/bin/serve'], args: ['--cache=${HOME}', 'no'] });
    expect(Object.keys(bare)).not.toEqual(expect.arrayContaining(['command']));
    expect(Object.keys(bare)).not.toEqual(expect.arrayContaining(['args']));
  });
});
