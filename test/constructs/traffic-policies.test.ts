import ipaddr from 'ipaddr.js';
import { GpuWorkload, Workload } from '../../constructs/index';
import type { Assembly } from '../../lib/assembly/assembly';
import { listOf } from '../../lib/list';
import { findAll, objectOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type Rendering } from '../support/environment';
import '../support/errors';

const PROBES = [{ ipBlock: { cidr: '130.211.0.0/22' } }, { ipBlock: { cidr: '35.191.0.0/16' } }];
const podsOf = (workload: string, of = 'echo') => ({
  podSelector: { matchLabels: { 'taxiway.dev/service': of, 'taxiway.dev/workload': workload } },
});
const serviceIn = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  podSelector: { matchLabels: { 'taxiway.dev/service': name } },
});
const inCluster = {
  gitlab: {
    callers: {
      rails: { namespace: 'monolith', labels: { app: 'web' } },
      sidekiq: { namespace: 'monolith', labels: { app: 'jobs' } },
    },
  },
} as const;

function policy(rendering: Rendering, name: string): Read {
  return objectOf(rendering, 'NetworkPolicy', name).spec;
}

function policyNames(rendering: Rendering): readonly string[] {
  return findAll(rendering, 'NetworkPolicy').map(({ object }) => (object as Read).metadata.name);
}

/** Every rule of every policy, with the side it is on. */
function rules(rendering: Rendering): readonly Read[] {
  return findAll(rendering, 'NetworkPolicy').flatMap(({ object: { spec } }: Read) => [
    ...(spec.ingress ?? []),
    ...(spec.egress ?? []),
  ]);
}

/** Every address range that any policy names. */
function ranges(rendering: Rendering): readonly string[] {
  return rules(rendering).flatMap(({ from = [], to = [] }) =>
    [...from, ...to].flatMap(({ ipBlock }: Read) => ipBlock?.cidr ?? []),
  );
}

const METADATA = { v2: '169.254.169.254/32', v1: '169.254.169.252/32' };
/** Rules that lead to the metadata server and not to a name server. */
function metadataRules(rendering: Rendering): readonly Read[] {
  const addresses = Object.values(METADATA);
  return rules(rendering).filter(
    ({ to = [], ports = [] }) =>
      to.some(({ ipBlock }: Read) => addresses.includes(ipBlock?.cidr)) && !ports.some(({ port }: Read) => port === 53),
  );
}

describe('who may call', () => {
  it('is nobody but the main application, on the serving port alone', () => {
    const rendering = render(service('echo', { serves: { port: 9000 } }), testEnvironment(inCluster));

    expect(policy(rendering, 'api-ingress')).toEqual({
      podSelector: podsOf('api').podSelector,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monolith' } },
              podSelector: { matchLabels: { app: 'web' } },
            },
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monolith' } },
              podSelector: { matchLabels: { app: 'jobs' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 9000 }],
        },
      ],
    });
  });

  it('NET-2: comes from the proxy-only subnet behind a gateway, and only its probes from the documented ranges', () => {
    const rendering = render(service('echo', { callers: ['rails'] }));

    expect(policy(rendering, 'api-ingress').ingress).toEqual([
      { from: [{ ipBlock: { cidr: '10.132.0.0/23' } }, ...PROBES], ports: [{ protocol: 'TCP', port: 8080 }] },
    ]);
  });

  it('NET-2: is refused where the proxy-only subnet is not known', () => {
    const spec = testEnvironment({ gateway: { proxyOnlySubnet: undefined } });

    expect(render(service('echo'), spec)).toRefuse('PROXY_SUBNET_UNKNOWN', 'harbour.gateway.proxyOnlySubnet');
  });

  it('NET-2: names no range of load balancers where nothing comes through one', () => {
    const rendering = render(
      service('echo'),
      testEnvironment({ ...inCluster, gateway: { proxyOnlySubnet: undefined } }),
    );

    expect(ranges(rendering)).toEqual([]);
  });

  it('is another service by its namespace and its label in one peer', () => {
    const rendering = render(service('echo', { callers: ['agent'] }));

    expect(policy(rendering, 'api-ingress').ingress).toEqual([
      { from: [serviceIn('agent')], ports: [{ protocol: 'TCP', port: 8080 }] },
    ]);
  });

  it('DIF-1: is nobody where the list is empty, and no rule is left behind', () => {
    const rendering = render(service('echo', { callers: [] }));

    expect(policyNames(rendering)).toEqual(['default-deny']);
    expect(policy(rendering, 'default-deny')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('names each caller once, however often it is typed', () => {
    const once = render(service('echo', { callers: ['rails', 'agent'] }));
    const often = render(service('echo', { callers: ['agent', 'rails', 'agent', 'rails'] }));

    expect(new Set(policy(often, 'api-ingress').ingress[0].from)).toEqual(
      new Set(policy(once, 'api-ingress').ingress[0].from),
    );
  });

  it.each([
    [['Rails'], 'NAME_INVALID'],
    [['echo'], 'NAME_INVALID'],
    [['kube-system'], 'NAME_INVALID'],
    [['internet'], 'NAME_INVALID'],
    ['rails', 'VALUE_INVALID'],
    [[7], 'VALUE_INVALID'],
  ] as const)('refuses %j', (callers, code) => {
    expect(render(service('echo', { callers }))).toRefuse(code, 'echo.callers');
  });
});

describe('what it may call', () => {
  it('is nothing, not even a name server, unless something is named', () => {
    const rendering = render(service('echo'));

    expect(policyNames(rendering)).not.toContain('api-egress');
    expect(findAll(rendering, 'FQDNNetworkPolicy')).toEqual([]);
  });

  it('is the services that it names, and name servers at all three places they can be', () => {
    const rendering = render(service('echo', { calls: ['ranker'] }));

    expect(policy(rendering, 'api-egress')).toEqual({
      podSelector: podsOf('api').podSelector,
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
            { ipBlock: { cidr: '169.254.20.10/32' } },
            { ipBlock: { cidr: '169.254.169.254/32' } },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
        { to: [serviceIn('ranker')] },
      ],
    });
  });

  it('is the internal API by its name where the dataplane can filter by name', () => {
    const rendering = render(service('echo', { calls: ['gitlab-api'] }));

    expect(objectOf(rendering, 'FQDNNetworkPolicy').spec).toEqual({
      podSelector: podsOf('api').podSelector,
      egress: [{ matches: [{ name: 'api.harbour.example' }], ports: [{ protocol: 'TCP', port: 8443 }] }],
    });
    expect(ranges(rendering)).not.toContain('192.168.7.0/24');
  });

  it('is the internal API by its range where the dataplane cannot', () => {
    const rendering = render(
      service('echo', { calls: ['gitlab-api'] }),
      testEnvironment({ cluster: { dataplane: 'v1' } }),
    );

    expect(findAll(rendering, 'FQDNNetworkPolicy')).toEqual([]);
    expect(policy(rendering, 'api-egress').egress).toContainEqual({
      to: [{ ipBlock: { cidr: '192.168.7.0/24' } }],
      ports: [{ protocol: 'TCP', port: 8443 }],
    });
  });

  it('is the internal API on 443 where its address names no port', () => {
    const rendering = render(
      service('echo', { calls: ['gitlab-api'] }),
      testEnvironment({ gitlab: { internalApi: 'https://api.harbour.example' } }),
    );

    expect(objectOf(rendering, 'FQDNNetworkPolicy').spec.egress[0].ports).toEqual([{ protocol: 'TCP', port: 443 }]);
  });

  it('opens no egress with a list that is empty', () => {
    const rendering = render(service('echo', { calls: [], identity: { google: [] } }));

    expect(policyNames(rendering)).toEqual(['api-ingress', 'default-deny']);
  });
});

describe('the metadata server', () => {
  const acting = service('echo', { identity: { google: ['roles/storage.objectViewer'] } });

  it('NET-1: is judged before address translation on Dataplane V2', () => {
    const rendering = render(acting);

    expect(metadataRules(rendering)).toEqual([
      { to: [{ ipBlock: { cidr: METADATA.v2 } }], ports: [{ protocol: 'TCP', port: 80 }] },
    ]);
  });

  it('NET-1: is judged after it on the older dataplane', () => {
    const rendering = render(acting, testEnvironment({ cluster: { dataplane: 'v1' } }));

    expect(metadataRules(rendering)).toEqual([
      { to: [{ ipBlock: { cidr: METADATA.v1 } }], ports: [{ protocol: 'TCP', port: 988 }] },
    ]);
  });

  it.each(['v1', 'v2'] as const)('NET-1: stays closed on %s for a workload that is nobody to Google', (dataplane) => {
    const silent = render(
      service('echo', { calls: ['ranker', 'gitlab-api'] }),
      testEnvironment({ cluster: { dataplane } }),
    );

    expect(metadataRules(silent)).toEqual([]);
  });

  it.each(['v1', 'v2'] as const)(
    'NET-1: never opens a node, port 8080 or all link-local addresses on %s',
    (dataplane) => {
      const rendering = render(acting, testEnvironment({ cluster: { dataplane } }));
      const ports = rules(rendering).flatMap(({ to, ports: list = [] }) =>
        to === undefined ? [] : list.map(({ port }: Read) => port),
      );

      expect(ranges(rendering).filter((cidr) => cidr.startsWith('169.254.') && !cidr.endsWith('/32'))).toEqual([]);
      expect(ports).not.toContain(8080);
    },
  );

  it('is open for the workload with the role alone, and not for its neighbour', () => {
    const rendering = render(
      service('echo', { calls: ['ranker'] }, (of, env) => {
        new Workload(of, 'feeder', { image: env.image('echo'), identity: { google: ['roles/storage.objectViewer'] } });
      }),
    );

    expect(policy(rendering, 'feeder-egress').egress).toContainEqual({
      to: [{ ipBlock: { cidr: METADATA.v2 } }],
      ports: [{ protocol: 'TCP', port: 80 }],
    });
    expect(policy(rendering, 'api-egress').egress).not.toContainEqual({
      to: [{ ipBlock: { cidr: METADATA.v2 } }],
      ports: [{ protocol: 'TCP', port: 80 }],
    });
  });
});

describe('two workloads of one service', () => {
  const two = (open: (api: Workload, reranker: Workload) => void): Rendering =>
    render(
      service('echo', {}, (of, env) => {
        open(
          of.workload,
          new GpuWorkload(of, 'reranker', { image: env.image('ranker'), gpu: { model: 't4' }, serves: { port: 9001 } }),
        );
      }),
    );

  it('do not reach each other by themselves', () => {
    const rendering = two(() => undefined);

    expect(policyNames(rendering)).toEqual(['api-ingress', 'default-deny']);
    expect(JSON.stringify(policy(rendering, 'api-ingress'))).not.toContain('reranker');
  });

  it('get exactly one edge by mayCall, in one direction', () => {
    const before = two(() => undefined);

    const rendering = two((api, reranker) => {
      api.mayCall(reranker);
    });

    expect(policyNames(rendering)).toEqual(['api-egress', 'api-ingress', 'default-deny', 'reranker-ingress']);
    expect(policy(rendering, 'reranker-ingress').ingress).toEqual([
      { from: [podsOf('api')], ports: [{ protocol: 'TCP', port: 9001 }] },
    ]);
    expect(policy(rendering, 'api-egress').egress.slice(1)).toEqual([{ to: [podsOf('reranker')] }]);
    expect(policy(rendering, 'api-ingress')).toEqual(policy(before, 'api-ingress'));
  });
});

describe('every policy', () => {
  const everything = (dataplane: 'v1' | 'v2'): Rendering =>
    render(
      [
        service(
          'echo',
          {
            callers: ['rails', 'sidekiq', 'agent'],
            calls: ['gitlab-api', 'agent'],
            identity: { google: ['roles/storage.objectViewer'] },
          },
          (of, env) => {
            of.workload.mayCall(new Workload(of, 'helper', { image: env.image('echo') }));
          },
        ),
        service('agent', { callers: [], calls: ['echo'] }),
      ],
      testEnvironment({ cluster: { dataplane } }),
    );

  it.each(['v1', 'v2'] as const)(
    'DIF-1: holds no rule without peers, and no list that is empty, on %s',
    (dataplane) => {
      for (const rule of rules(everything(dataplane))) {
        expect([rule.from, rule.to].filter(Array.isArray)).toHaveLength(1);
        expect((rule.from ?? rule.to).length).toBeGreaterThan(0);
        expect(rule.ports).not.toEqual([]);
        for (const peer of rule.from ?? rule.to) expect(Object.keys(peer).length).toBeGreaterThan(0);
      }
    },
  );

  it.each(['v1', 'v2'] as const)(
    'NET-3: names pods by selectors; no range of it touches the cluster, on %s',
    (dataplane) => {
      const { cluster } = testEnvironment();
      const own = [cluster.podRange, cluster.nodeRange, cluster.serviceRange].map((range) =>
        ipaddr.IPv4.parseCIDR(range),
      );

      const named = ranges(everything(dataplane)).map((range) => ipaddr.IPv4.parseCIDR(range));

      for (const [address, bits] of named) {
        for (const [other, width] of own) expect(address.match(other, Math.min(bits, width))).toBe(false);
      }
      expect(named.length).toBeGreaterThan(5);
    },
  );

  it.each(['v1', 'v2'] as const)('opens neither the world nor a main datastore on %s', (dataplane) => {
    const rendering = everything(dataplane);
    const ports = rules(rendering).flatMap(({ ports: list = [] }) => list.map(({ port }: Read) => port));

    expect(ranges(rendering).filter((cidr) => cidr.endsWith('/0'))).toEqual([]);
    for (const port of [5432, 6432, 6379, 26379]) expect(ports).not.toContain(port);
  });

  it("lies among what only the platform's identity applies", () => {
    for (const { id, path } of findAll(everything('v2'), 'NetworkPolicy')) {
      expect(id).toMatch(/^harbour\/(echo|agent):grants\//);
      expect(path).toMatch(/^(echo|agent)\/grants\/kubernetes\.yaml$/);
    }
  });

  it.each([
    ['v2', 'by name', 'FQDNNetworkPolicy'],
    ['v1', 'by address', 'NetworkPolicy'],
  ] as const)('says by what the way to the internal API is held: on dataplane %s %s', (dataplane, held, kind) => {
    const spec = testEnvironment({ cluster: { dataplane } });

    const rendering = render(service('echo', { calls: ['gitlab-api'], callers: [] }), spec);

    const declaration = rendering.documents.filter(({ domain }) => domain === 'declaration');
    const [row] = listOf([{ environment: 'harbour', documents: rendering.documents } as unknown as Assembly]);
    expect(declaration[0]?.object).toMatchObject({
      props: { 'calls.gitlabApi': { value: held, origin: 'environment' } },
    });
    expect(row).toMatchObject({ calls: ['gitlab-api'], gitlabApi: held });
    expect(findAll(rendering, kind).map(({ id }) => id.split('/').at(-1))).toContain(
      dataplane === 'v2' ? 'api-gitlab-api' : 'api-egress',
    );
  });
});
