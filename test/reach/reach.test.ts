import { answerOf } from '../../lib/reach/answer';
import { cyclesIn } from '../../lib/reach/cycles';
import { declaredOf } from '../../lib/reach/declared';
import { edgeKey } from '../../lib/reach/edge';
import { reachOf, type Reach } from '../../lib/reach/reach';
import { comparedOf } from '../../lib/reach/whole';
import { drawingOf, type Shape } from '../../lib/report/reach/drawing';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { EXPOSED } from '../check/cases/exposure';
import { assemblyOf, edited } from '../support/assemblies';
import { withEdits } from '../support/seeded';

const EGRESS = 'workflow-agent:grants/networking.k8s.io/NetworkPolicy/workflow-agent/api-egress';
const RULE = 'spec.egress.2';
const block = (cidr: string, port: number) => ({
  to: [{ ipBlock: { cidr } }],
  ports: [{ protocol: 'TCP', port }],
});
const keys = ({ edges }: Reach): readonly string[] => edges.map(edgeKey);

describe.each(['sandbox', 'staging', 'production'] as const)('the services of %s', (name) => {
  it('reach exactly what they declare', () => {
    const { undeclared, blocked } = comparedOf(assemblyOf(name));

    expect({ undeclared, blocked }).toEqual({ undeclared: [], blocked: [] });
    expect(keys(reachOf(assemblyOf(name)))).toEqual([...declaredOf(assemblyOf(name)).keys()].sort());
  });
});

describe('a public service', () => {
  it('is reached by the internet, by its own entrance, and by nothing else that was not typed', () => {
    const { undeclared, blocked } = comparedOf(EXPOSED);
    const found = reachOf(EXPOSED).edges.find((edge) => edgeKey(edge) === 'internet talk front/api');

    expect({ undeclared, blocked }).toEqual({ undeclared: [], blocked: [] });
    expect(found?.names).toEqual(['front.public.harbour.example']);
    expect(found?.through.map(({ document }) => document.kind)).toEqual([
      'Gateway',
      'HTTPRoute',
      'Service',
      // One for each of the two ranges.
      'NetworkPolicy',
      'NetworkPolicy',
    ]);
  });

  it('is found where nobody typed it', () => {
    const untyped = edited(EXPOSED, 'front:workloads/taxiway/Service', 'exposure', undefined);

    const { undeclared } = comparedOf(untyped);

    expect(undeclared.map(({ from, to }) => `${from} ${to}`)).toContain('internet front/api');
  });

  it('is not reached where its entrance is gone', () => {
    const gone = withEdits(EXPOSED, [
      { remove: EXPOSED.documents.find(({ id }) => id.endsWith('Gateway/front/public'))!.id },
    ]);

    expect(keys(reachOf(gone))).not.toContain('internet talk front/api');
  });

  it('passes every other rule too', () => {
    const { findings } = runRules({ assemblies: [EXPOSED], whole: false }, RULES);

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the dataplane', () => {
  const withRule = (cidr: string, port: number) => edited(assemblyOf('production'), EGRESS, RULE, block(cidr, port));

  it.each<['plain' | 'v1' | 'v2', string, number, boolean]>([
    ['v2', '169.254.169.254/32', 80, true],
    ['v2', '169.254.169.252/32', 988, false],
    ['v1', '169.254.169.254/32', 80, false],
    ['v1', '169.254.169.252/32', 988, true],
    ['plain', '169.254.169.254/32', 80, true],
  ])('NET-1: %s has the metadata server at %s on %s: %s', (reading, cidr, port, open) => {
    const found = keys(reachOf(withRule(cidr, port), reading));

    expect(found.includes('workflow-agent/api talk metadata-server')).toBe(open);
  });

  it.each<['plain' | 'v1' | 'v2', boolean]>([
    ['v1', true],
    ['v2', false],
    ['plain', false],
  ])('NET-3: under %s a range that covers pods lets them be called: %s', (reading, open) => {
    const ingress = 'embeddings:grants/networking.k8s.io/NetworkPolicy/embeddings/api-ingress';
    const held = edited(withRule('10.0.0.0/8', 8080), ingress, 'spec.ingress.0.from.3', {
      ipBlock: { cidr: '10.32.0.0/12' },
    });

    expect(keys(reachOf(held, reading)).includes('workflow-agent/api talk embeddings/api')).toBe(open);
  });

  it('says when a policy by name has no effect', () => {
    const found = keys(reachOf(assemblyOf('production'), 'v1'));

    expect(found).not.toContain('workflow-agent/api talk gitlab-api');
  });
});

describe('an answer', () => {
  it('names both ends where neither opens its half', () => {
    const { edges, changes } = answerOf(assemblyOf('production'), 'embeddings', 'spamcheck');

    expect(edges).toEqual([]);
    expect(changes.map(({ says }) => says)).toEqual([
      "embeddings does not name 'spamcheck' in calls",
      "spamcheck does not name 'embeddings' in callers",
    ]);
  });

  it('names the one end where the other opens its half already', () => {
    const half = withEdits(assemblyOf('production'), [
      {
        document: `production/${EGRESS}`,
        patch: [
          {
            op: 'add',
            path: '/spec/egress/1/to/-',
            value: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'embeddings' } } },
          },
        ],
      },
    ]);

    expect(answerOf(half, 'workflow-agent', 'embeddings').changes.map(({ says }) => says)).toEqual([
      "embeddings does not name 'workflow-agent' in callers",
    ]);
  });

  it('knows what no prop opens', () => {
    const { changes } = answerOf(assemblyOf('production'), 'spamcheck', 'internet');

    expect(changes.map(({ says }) => says)).toEqual(['no prop of spamcheck opens a way to internet']);
  });

  it('has the whole way from a secret in Vault to a pod', () => {
    const secret = 'secret runway-production/env/production/service/embeddings/hub-token';

    const { edges } = answerOf(assemblyOf('production'), 'embeddings', secret);

    expect(edges.flatMap(({ through }) => through.map(({ document }) => document.kind))).toEqual([
      'Deployment',
      'ExternalSecret',
      'SecretStore',
      'resource.vault_jwt_auth_backend_role',
      'resource.vault_policy',
    ]);
  });
});

it('tells a kind of policy that it cannot read', () => {
  const like = `production/${EGRESS}`;
  const id = 'production/workflow-agent:grants/cilium.io/CiliumNetworkPolicy/workflow-agent/more';
  const held = withEdits(assemblyOf('production'), [{ add: id, like, object: { metadata: { name: 'more' } } }]);

  expect(reachOf(held).unread).toEqual([id]);
});

it('finds the shortest way round, once for each circle', () => {
  const calls = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['d']],
    ['e', ['a']],
  ]);

  expect(cyclesIn(calls)).toEqual([
    ['a', 'c', 'a'],
    ['b', 'c', 'a', 'b'],
    ['d', 'd'],
  ]);
});

describe('a picture', () => {
  const drawn = (name: 'sandbox' | 'staging' | 'production') => {
    const reach = reachOf(assemblyOf(name));
    return drawingOf({ reach, edges: reach.edges });
  };
  const meet = (one: Shape, other: Shape): boolean =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;

  it.each(['sandbox', 'staging', 'production'] as const)(
    'of %s has no shapes that overlap, and none outside',
    (name) => {
      const { shapes, width, height } = drawn(name);

      const inner = shapes.filter(({ kind }) => kind !== 'service');
      const pairs = inner.flatMap((one, index) => inner.slice(index + 1).filter((other) => meet(one, other)));
      const outside = shapes.filter(
        (one) => one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height,
      );
      expect(pairs).toEqual([]);
      expect(outside).toEqual([]);
      expect(inner.length).toBeGreaterThan(3);
    },
  );

  it('has a line for every edge of talking, and its ports beside the end', () => {
    const { lines, labels } = drawn('production');

    const talks = reachOf(assemblyOf('production')).edges.filter(({ how }) => how === 'talk');
    expect(lines.map(({ key }) => key).sort()).toEqual(talks.map(({ from, to }) => `${from} ${to}`).sort());
    expect(labels.map(({ text }) => text)).toContain('TCP 50052');
  });
});
