import { runInNewContext } from 'node:vm';
import { loadAll } from 'js-yaml';
import { canonical, canonicalText } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import { documentId, type Document, type JsonObject } from '../../lib/assembly/document';
import { compareIds, parseId } from '../../lib/assembly/id';
import { APPLY_ORDER, comparePosition, filesOf } from '../../lib/assembly/layout';
import { documentOf } from '../support/made-up-documents';

describe('canonical', () => {
  test('sorts the keys of every object by code unit and keeps the order of lists', () => {
    const value = { b: [{ z: 1, a: 2 }, 'y', 'x'], B: 1, a: { d: null, c: true }, é: 1, _: 1 };

    expect(canonicalText(value)).toBe('{"B":1,"_":1,"a":{"c":true,"d":null},"b":[{"a":2,"z":1},"y","x"],"é":1}');
  });

  test('gives equal data equal text, whichever way it was built', () => {
    expect(canonicalText({ a: 1, b: { 10: 'x', 9: 'y' } })).toBe(canonicalText({ b: { 9: 'y', 10: 'x' }, a: 1 }));
  });

  test('drops what is undefined, in lists too', () => {
    expect(canonical({ a: undefined, b: [1, undefined, 2] })).toEqual({ b: [1, 2] });
    expect(Object.keys(canonical({ a: undefined }) as JsonObject)).toEqual([]);
  });

  test('copies, so that a later change of the input does not show', () => {
    const input = { list: [{ a: 1 }] };

    const copy = canonical(input);
    input.list[0] = { a: 2 };

    expect(copy).toEqual({ list: [{ a: 1 }] });
  });

  test('keeps a key that objects treat in their own way', () => {
    const value: unknown = JSON.parse('{"__proto__":{"b":1,"a":2},"constructor":1}');

    expect(canonicalText(value)).toBe('{"__proto__":{"a":2,"b":1},"constructor":1}');
  });

  test('takes plain objects of another realm', () => {
    expect(canonicalText(runInNewContext('({ b: [1], a: Object.create(null) })'))).toBe('{"a":{},"b":[1]}');
  });

  test.each([
    ['a function', () => 1],
    ['a number that is none', NaN],
    ['an infinite number', -Infinity],
    ['a bigint', 10n],
    ['a symbol', Symbol('x')],
    ['a date', new Date(0)],
    ['a map', new Map()],
  ])('refuses %s and names its path', (_, value) => {
    expect(() => canonical({ spec: { list: ['x', { deep: value }] } })).toThrow(/^spec\.list\.1\.deep is /);
  });

  test('refuses nothing at all, and what contains itself', () => {
    const endless: { [key: string]: unknown } = {};
    endless['a'] = { b: endless };

    expect(() => canonical(undefined)).toThrow('the value is undefined');
    expect(() => canonical(endless)).toThrow('contains itself');
  });
});

describe('sha256', () => {
  test('is the digest of the UTF-8 bytes, in lower case', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('é')).toBe(sha256(Buffer.from([0xc3, 0xa9])));
  });
});

describe('parseId', () => {
  test('is the inverse of documentId', () => {
    const keys = [
      {
        environment: 'staging',
        stack: 'chat:grants',
        group: 'apps',
        kind: 'Deployment',
        namespace: 'chat',
        name: 'api',
      },
      { environment: 'staging', stack: 'platform', group: 'terraform', kind: 'resource.google_x', name: 'y' },
    ] as const;

    expect(keys.map((key) => parseId(documentId(key)))).toEqual(keys);
  });

  test.each(['', 'a/b', 'e/platform/core/Kind/-/name/more', 'e/platform/core/Kind/-/', 'e/other/core/Kind/-/name'])(
    'refuses %j',
    (id) => {
      expect(() => parseId(id)).toThrow('is not the id of a document');
    },
  );
});

describe('filesOf', () => {
  const terraform = (kind: string, name: string, object: JsonObject): Document =>
    documentOf({ domain: 'terraform', path: 'cdk.tf.json', kind, name, object });

  test('puts Kubernetes objects in apply order, those of one kind by id, and the rest last', () => {
    const kinds = [
      'Zebra',
      'HTTPRoute',
      'Deployment',
      'ConfigMap',
      'Namespace',
      'Service',
      'ServiceAccount',
      'ClusterRole',
    ];
    const documents = ['b', 'a'].flatMap((name) => kinds.map((kind) => documentOf({ kind, name, path: 'x.yaml' })));

    const objects = loadAll(filesOf(documents).get('x.yaml') ?? '') as { kind: string; metadata: { name: string } }[];

    const order = [
      'Namespace',
      'ServiceAccount',
      'ConfigMap',
      'Service',
      'Deployment',
      'HTTPRoute',
      'ClusterRole',
      'Zebra',
    ];
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      order.flatMap((kind) => [`${kind} a`, `${kind} b`]),
    );
  });

  test('orders any two documents, and each after itself alone', () => {
    const [first, second] = APPLY_ORDER.slice(0, 2).map((kind) => documentOf({ kind })) as [Document, Document];

    expect(comparePosition(first, second)).toBeLessThan(0);
    expect(comparePosition(second, first)).toBeGreaterThan(0);
    expect(comparePosition(first, first)).toBe(0);
    expect(compareIds(first, first)).toBe(0);
  });

  test('gives the same text for the same documents in any order', () => {
    const documents = [
      documentOf({ path: 'b/kubernetes.yaml' }),
      documentOf({ path: 'b/kubernetes.yaml', name: 'other' }),
      documentOf({ path: 'a.yaml', kind: 'Secret' }),
      terraform('locals', 'all', { b: 1, a: 2 }),
    ];

    const files = [...filesOf(documents)];

    expect([...filesOf([...documents].reverse())]).toEqual(files);
    expect(files.map(([path]) => path)).toEqual(['a.yaml', 'b/kubernetes.yaml', 'cdk.tf.json']);
  });

  test('leaves out what lives in the assembly only', () => {
    expect([...filesOf([documentOf({ domain: 'demand' })])]).toEqual([]);
  });

  test('puts every Terraform block where Terraform reads it', () => {
    const text = filesOf([
      terraform('resource.google_project', 'b', { project_id: 'b' }),
      terraform('resource.google_project', 'a', { project_id: 'a' }),
      terraform('data.google_project', 'this', {}),
      ...Array.from({ length: 11 }, (_, index) =>
        terraform('provider.google', String(index), { region: String(index) }),
      ),
      terraform('provider.vault', '0', {}),
      terraform('terraform.backend.gcs', 'backend', { bucket: 'state' }),
      terraform('terraform.required_providers', 'google', { google: { source: 'hashicorp/google' } }),
      terraform('terraform.required_providers', 'vault', { vault: { source: 'hashicorp/vault' } }),
      terraform('moved', 'b', { from: 'x.b', to: 'y.b' }),
      terraform('moved', 'a', { from: 'x.a', to: 'y.a' }),
      terraform('import', 'a', { to: 'y.a', id: '1' }),
      terraform('output', 'url', { value: 'x' }),
      terraform('locals', 'one', { a: 1 }),
      terraform('locals', 'two', { b: 2 }),
      terraform('variable', 'v', { type: 'string' }),
      terraform('module', 'm', { source: './m' }),
    ]).get('cdk.tf.json');

    expect(JSON.parse(text ?? '')).toEqual({
      resource: { google_project: { a: { project_id: 'a' }, b: { project_id: 'b' } } },
      data: { google_project: { this: {} } },
      provider: { google: Array.from({ length: 11 }, (_, index) => ({ region: String(index) })), vault: [{}] },
      terraform: {
        backend: { gcs: { bucket: 'state' } },
        required_providers: { google: { source: 'hashicorp/google' }, vault: { source: 'hashicorp/vault' } },
      },
      moved: [
        { from: 'x.a', to: 'y.a' },
        { from: 'x.b', to: 'y.b' },
      ],
      import: [{ to: 'y.a', id: '1' }],
      output: { url: { value: 'x' } },
      locals: { a: 1, b: 2 },
      variable: { v: { type: 'string' } },
      module: { m: { source: './m' } },
    });
    expect(text).toMatch(/^\{\n {2}"data": \{[^]*\}\n$/);
  });

  test('refuses two blocks that say different things about one place', () => {
    const [one, other] = [{ google: { version: '1' } }, { google: { version: '2' } }];
    const provider = (name: string, object: JsonObject) => terraform('terraform.required_providers', name, object);

    expect(() => filesOf([provider('one', one), provider('other', other)])).toThrow('required_providers.google');
    expect(() => filesOf([provider('one', one), provider('other', one)])).not.toThrow();
  });

  test.each(['resource', 'resource.a.b', 'terraform.backend', 'terraform.cloud', 'ephemeral.x', 'provider'])(
    'refuses a Terraform block of kind %s',
    (kind) => {
      expect(() => filesOf([terraform(kind, 'x', {})])).toThrow('is of no kind that a Terraform file holds');
    },
  );

  test('refuses a file of two languages, and one of a document that is no file', () => {
    expect(() => filesOf([documentOf({ path: 'x' }), documentOf({ path: 'x', domain: 'terraform' })])).toThrow(
      'x holds',
    );
    expect(() => filesOf([documentOf({ path: 'x', domain: 'demand' })])).toThrow('x holds');
  });
});
