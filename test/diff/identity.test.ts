import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import type { Assembly } from '../../lib/assembly/assembly';
import { canonical, canonicalText } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { compareIds } from '../../lib/assembly/id';
import { filesOf } from '../../lib/assembly/layout';
import { deltasOf } from '../../lib/diff/compare';
import { diffAssemblies } from '../../lib/diff/diff';
import { pairsOf, type Pair } from '../../lib/diff/identity';
import { requireScope } from '../../constructs/service-scope';
import { assemblyOf, documentOf, edited, removed } from '../support/assemblies';
import { render, service } from '../support/environment';

const base = assemblyOf('production');

function withDocuments(assembly: Assembly, documents: readonly Document[]): Assembly {
  return { ...assembly, documents: [...documents].sort(compareIds) };
}

function made(document: Document, id: string, object: JsonObject): Document {
  const plain = canonical(object) as JsonObject;
  return { ...document, id, object: plain, sha256: sha256(canonicalText(plain)) };
}

/** Every word of a name becomes another, in ids, services and objects. */
function renamed(document: Document, from: string, to: string): Document {
  const word = new RegExp(`(?<![A-Za-z0-9])${from}(?![A-Za-z0-9])`, 'g');
  const object = JSON.parse(JSON.stringify(document.object).replaceAll(word, to)) as JsonObject;
  const service = document.service === from ? to : document.service;
  return { ...made(document, document.id.replaceAll(word, to), object), ...(service === undefined ? {} : { service }) };
}

const texts = (pairs: readonly Pair[]): readonly string[] =>
  pairs.map(
    ({ before, after, renamed: how }) =>
      `${how ?? (before ? (after ? 'same id' : 'gone') : 'new')} ${after?.id ?? before?.id ?? ''}`,
  );

describe('a service that has another name', () => {
  const image = (document: Document): Document => ({
    ...document,
    object: JSON.parse(
      JSON.stringify(document.object).replaceAll('ml-services/tagger', 'ml-services/spamcheck'),
    ) as JsonObject,
  });
  const head = withDocuments(
    base,
    base.documents.map((document) =>
      document.service === 'spamcheck' ? image(renamed(document, 'spamcheck', 'tagger')) : document,
    ),
  );

  it('is recognised as one: every document is made anew, none is silently deleted or created', () => {
    const own = base.documents.filter((document) => document.service === 'spamcheck');
    const pairs = pairsOf(base, head);

    expect(pairs.map(({ renamed: how }) => how)).toEqual(own.map(() => 'recreated'));
    expect(pairs.map(({ before }) => before?.id).sort()).toEqual(own.map(({ id }) => id).sort());
  });

  it('does not differ in what follows from its name', () => {
    const found = pairsOf(base, head).flatMap(({ before, after, names }) =>
      before && after ? deltasOf(before, after, names) : [],
    );

    expect(found).toEqual([]);
  });

  it('differs in what does not, with the value that was there', () => {
    const wider = edited(
      head,
      'tagger:workloads/apps/Deployment',
      'spec.template.spec.automountServiceAccountToken',
      true,
    );
    const changes = diffAssemblies({ base, head: wider }).filter(({ path }) => path !== undefined);

    expect(changes).toMatchObject([
      { path: 'spec.template.spec.automountServiceAccountToken', before: false, after: true },
    ]);
  });

  it('is another service where it runs another image', () => {
    const other = withDocuments(
      head,
      head.documents.map((document) => ({
        ...document,
        object: JSON.parse(
          JSON.stringify(document.object).replaceAll(/ml-services\/spamcheck(?=@)/g, 'ml-services/other'),
        ) as JsonObject,
      })),
    );
    const pairs = pairsOf(base, other).filter(
      ({ before, after }) => before?.service === 'spamcheck' || after?.service === 'tagger',
    );

    expect(pairs.length).toBeGreaterThan(20);
    expect(pairs.filter(({ renamed: how }) => how !== undefined)).toEqual([]);
  });
});

describe('one document that has another name', () => {
  const policy = documentOf(base, 'spamcheck:grants/networking.k8s.io/NetworkPolicy/spamcheck/api-ingress');

  it('is made anew where nearly all of it is the same', () => {
    const other = renamed(policy, 'api-ingress', 'ways-in');
    const head = withDocuments(
      base,
      base.documents.map((document) => (document === policy ? other : document)),
    );

    expect(texts(pairsOf(base, head))).toEqual([`recreated ${other.id}`]);
    expect(diffAssemblies({ base, head })).toMatchObject([{ operation: 'recreated', from: policy.id }]);
  });

  it('is made anew where it moves to another stack', () => {
    const pool = documentOf(base, 'platform/terraform/resource.google_container_node_pool/-/l4-x1');
    const other = {
      ...made(pool, pool.id.replace('/platform/', '/spamcheck:grants/'), pool.object),
      service: 'spamcheck',
    };
    const head = withDocuments(
      base,
      base.documents.map((document) => (document === pool ? other : document)),
    );

    expect(texts(pairsOf(base, head))).toEqual([`recreated ${other.id}`]);
  });

  it('is another one where little is the same: a right goes and another comes', () => {
    const right = documentOf(
      base,
      'suggested-reviewers:grants/terraform/resource.google_project_iam_member/-/api_storage_objectViewer',
    );
    const other = made(right, right.id.replace('api_storage_objectViewer', 'api_owner'), {
      ...right.object,
      role: 'roles/owner',
    });
    const head = withDocuments(
      base,
      base.documents.map((document) => (document === right ? other : document)),
    );

    expect(texts(pairsOf(base, head))).toEqual([`new ${other.id}`, `gone ${right.id}`]);
  });

  it('is paired in the same way whatever the order of documents', () => {
    const other = renamed(policy, 'api-ingress', 'ways-in');
    const head = base.documents.map((document) => (document === policy ? other : document));
    const turned = { ...base, documents: [...head].reverse() };

    expect(texts(pairsOf({ ...base, documents: [...base.documents].reverse() }, turned))).toEqual([
      `recreated ${other.id}`,
    ]);
  });
});

describe('a node pool', () => {
  const POOL = 'platform/terraform/resource.google_container_node_pool/-/l4-x1';

  it('whose name carries another hash is made anew under the same address', () => {
    const larger = edited(base, POOL, 'node_config.machine_type', 'g2-standard-16');
    const head = edited(larger, POOL, 'name', 'gpu-l4-x1-abcdef');
    const found = pairsOf(base, head);

    expect(texts(found)).toEqual([`recreated production/${POOL}`]);
    expect(deltasOf(found[0]!.before!, found[0]!.after!, found[0]!.names)).toMatchObject([
      { path: ['node_config', 'machine_type'] },
    ]);
  });

  it('that changes in place keeps its name', () => {
    expect(texts(pairsOf(base, edited(base, POOL, 'autoscaling.total_max_node_count', 9)))).toEqual([
      `same id production/${POOL}`,
    ]);
  });
});

describe('a resource whose move is declared', () => {
  const account = (address: string, from?: string) =>
    render(
      service('echo', {}, (own) => {
        const { blocks } = requireScope(own.workload);
        const made = new ServiceAccount(blocks, 'robot', { accountId: 'robot' });
        made.overrideLogicalId(address);
        if (from !== undefined) made.moveFromId(`google_service_account.${from}`);
      }),
    );
  const assembly = ({ documents }: ReturnType<typeof account>): Assembly => ({
    schemaVersion: 1,
    library: '0',
    environment: 'harbour',
    documents,
  });

  it('has a moved block in the file of its stack, called by where it leads', () => {
    const { documents, mistakes } = account('robot', 'machine');
    const file = filesOf(documents).get('echo/grants/terraform/cdk.tf.json');

    expect(mistakes).toEqual([]);
    expect(documents.filter(({ kind }) => kind === 'moved').map(({ id, object }) => [id, object])).toEqual([
      [
        'harbour/echo:grants/terraform/moved/-/google_service_account.robot',
        { from: 'google_service_account.machine', to: 'google_service_account.robot' },
      ],
    ]);
    expect(JSON.parse(file ?? '')).toMatchObject({
      moved: [{ from: 'google_service_account.machine', to: 'google_service_account.robot' }],
    });
  });

  it('is the same one under another address', () => {
    const pairs = pairsOf(assembly(account('machine')), assembly(account('robot', 'machine')));

    expect(texts(pairs)).toEqual([
      'new harbour/echo:grants/terraform/moved/-/google_service_account.robot',
      'moved harbour/echo:grants/terraform/resource.google_service_account/-/robot',
    ]);
  });

  it('is made anew where nothing declares it', () => {
    const pairs = pairsOf(assembly(account('machine')), assembly(account('robot')));

    expect(texts(pairs)).toEqual(['recreated harbour/echo:grants/terraform/resource.google_service_account/-/robot']);
  });
});

describe('a file of rules that an older record holds as a document', () => {
  const like = documentOf(base, 'spamcheck:workloads/monitoring.coreos.com/PrometheusRule/spamcheck/slo');
  const old = made(
    { ...like, domain: 'rules', kind: 'RuleFile', path: 'spamcheck/rules.yaml' },
    'production/spamcheck:workloads/taxiway/RuleFile/spamcheck/slo',
    { groups: (like.object['spec'] as JsonObject)['groups'] ?? [] },
  );
  const before = withDocuments(base, [...base.documents, old]);

  it('is no difference, in neither direction', () => {
    expect(diffAssemblies({ base: before, head: base })).toEqual([]);
    expect(diffAssemblies({ base, head: before })).toEqual([]);
    expect(
      diffAssemblies({ base: before, head: withDocuments(base, [...base.documents, made(old, old.id, {})]) }),
    ).toEqual([]);
  });

  it('hides nothing of the object that it says again', () => {
    const head = edited(base, like.id, 'spec.groups.0.interval', '7s');

    expect(diffAssemblies({ base: before, head })).toEqual(diffAssemblies({ base, head }));
    expect(diffAssemblies({ base, head })).toHaveLength(1);
  });
});

it('pairs nothing where one side is missing', () => {
  const one = removed(base, 'spamcheck:workloads/apps/Deployment');

  expect(pairsOf(undefined, one).every(({ before }) => before === undefined)).toBe(true);
  expect(pairsOf(one, undefined).every(({ after }) => after === undefined)).toBe(true);
});
