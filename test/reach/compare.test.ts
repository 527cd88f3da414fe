import type { Assembly } from '../../lib/assembly/assembly';
import { diffAssemblies } from '../../lib/diff/diff';
import { reachChangeOf } from '../../lib/reach/compare';
import { edgeKey } from '../../lib/reach/edge';
import { reachRemarks } from '../../lib/reach/told';
import { assemblyOf } from '../support/assemblies';
import { withEdits, type Edit } from '../support/seeded';

const grants = (service: string, name: string): string =>
  `production/${service}:grants/networking.k8s.io/NetworkPolicy/${service}/${name}`;
const peer = (service: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': service } },
  podSelector: { matchLabels: { 'taxiway.dev/service': service } },
});
const OUT: Edit = {
  document: grants('workflow-agent', 'api-egress'),
  patch: [{ op: 'add', path: '/spec/egress/1/to/-', value: peer('suggested-reviewers') }],
};
const IN: Edit = {
  document: grants('suggested-reviewers', 'api-ingress'),
  patch: [{ op: 'add', path: '/spec/ingress/0/from/-', value: peer('workflow-agent') }],
};
const pods = (service: string, path: string, value: unknown): Edit => ({
  document: `production/${service}:workloads/apps/Deployment/${service}/api`,
  patch: [{ op: 'add', path: `/spec/template/${path}`, value }],
});

function told(edits: readonly Edit[], only?: readonly string[]): readonly string[] {
  const [base, head] = [assemblyOf('production'), withEdits(assemblyOf('production'), edits)];
  return reachRemarks([{ name: 'production', base, head }], diffAssemblies({ base, head }), only);
}

describe('the difference of what is reachable', () => {
  it('has what comes, and the other way round what goes', () => {
    const [base, head] = [assemblyOf('production'), withEdits(assemblyOf('production'), [OUT, IN])];

    const there = reachChangeOf({ name: 'production', base, head });
    const back = reachChangeOf({ name: 'production', base: head, head: base });

    expect(there.gained.map(edgeKey)).toEqual(['workflow-agent/api talk suggested-reviewers/api']);
    expect(there.lost).toEqual([]);
    expect([back.gained, back.lost]).toEqual([there.lost, there.gained]);
  });

  it('has of a wider way what is new of it', () => {
    const port = { op: 'add', path: '/spec/ingress/0/ports/-', value: { protocol: 'TCP', port: 9090 } } as const;
    const [base, head] = [
      assemblyOf('production'),
      withEdits(assemblyOf('production'), [{ document: grants('spamcheck', 'api-ingress'), patch: [port] }]),
    ];

    const { gained } = reachChangeOf({ name: 'production', base, head });

    expect(gained.map(({ connections }) => connections)).toContainEqual({ TCP: [[9090, 9091]] });
  });
});

describe('a review', () => {
  it('tells a way that both ends open, with the lines that do', () => {
    expect(told([OUT, IN])).toEqual([
      expect.stringMatching(
        /^workflow-agent\/api can now reach suggested-reviewers\/api on TCP 8282 in production, by services\/workflow-agent\.ts:\d+, services\/suggested-reviewers\.ts:\d+$/,
      ),
    ]);
  });

  it('says nothing of half a way, and nothing that the sentence of one change says already', () => {
    const internet = { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ protocol: 'TCP', port: 443 }] };

    expect(told([OUT])).toEqual([]);
    expect(
      told([
        {
          document: grants('spamcheck', 'api-ingress'),
          patch: [{ op: 'add', path: '/spec/ingress/0/from/-', value: { ipBlock: { cidr: '203.0.113.0/24' } } }],
        },
      ]),
    ).toEqual([]);
    expect(
      told([
        {
          document: grants('workflow-agent', 'api-egress'),
          patch: [{ op: 'add', path: '/spec/egress/-', value: internet }],
        },
      ]),
    ).toEqual([]);
  });

  it('tells ways that no changed document names: labels of a pod that no policy picks any more', () => {
    const lines = told([pods('embeddings', 'metadata/labels/taxiway.dev~1workload', 'other')]);

    expect(lines.join('\n')).toContain(
      'embeddings/api can no longer reach embeddings/reranker on TCP 8080 in production',
    );
    expect(lines.length).toBeLessThanOrEqual(6);
  });

  it('keeps to the services that were asked for', () => {
    expect(told([OUT, IN], ['workflow-agent'])).toHaveLength(1);
    expect(told([OUT, IN], ['spamcheck'])).toEqual([]);
  });

  it('says nothing of a service that comes or goes', () => {
    const base = assemblyOf('production');
    const head: Assembly = { ...base, documents: base.documents.filter(({ service }) => service !== 'spamcheck') };

    expect(reachRemarks([{ name: 'production', base, head }], diffAssemblies({ base, head }))).toEqual([]);
  });

  it('works nothing out where nothing changed that reach reads', () => {
    const base = assemblyOf('production');
    const head = withEdits(base, [pods('spamcheck', 'spec/containers/0/image', 'registry.example.com/other')]);
    const unread = (assembly: Assembly): Assembly => ({
      ...assembly,
      get documents(): never {
        throw new Error('looked at');
      },
    });

    const changes = diffAssemblies({ base, head });

    expect(changes).toHaveLength(1);
    expect(reachRemarks([{ name: 'production', base: unread(base), head: unread(head) }], changes)).toEqual([]);
  });
});
