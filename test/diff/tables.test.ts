import type { Document, Json, JsonObject } from '../../lib/assembly/document';
import { allTables, tableOf } from '../../lib/diff/classes/all';
import type { Assessment } from '../../lib/diff/change';
import { compileTable } from '../../lib/diff/classes/table';
import { diffAssemblies } from '../../lib/diff/diff';
import { pathPattern, type Path } from '../../lib/diff/path';
import { assemblyOf, documentOf, edited } from '../support/assemblies';
import { BROKEN } from '../support/classified';
import { documentOf as madeUp } from '../support/made-up-documents';

const TABLES = allTables();

/** A path that a pattern means. */
const sample = (pattern: string): Path =>
  pattern.split(/\.|(?=\[)/).map((step) => (step === '[]' ? '[x]' : step === '*' || step === '**' ? 'x' : step));

const VALUES: readonly (readonly [Json | undefined, Json | undefined])[] = [
  [undefined, 'a'],
  ['a', undefined],
  ['a', 'b'],
  [1, 2],
  [true, false],
  [undefined, { a: [{ name: 'b' }] }],
];

/** What a table says of a change at a path of a made-up object. */
function said(
  kind: string,
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  objects: readonly [JsonObject, JsonObject] = [{}, {}],
): readonly Assessment[] {
  const domain = TABLES.find((table) => table.kind === kind)!.domain;
  const documents = objects.map((object): Document => ({ ...madeUp({ kind, domain }), object }));
  const steps = path.split(/\.|(?=\[)/);
  const judge = tableOf(domain, kind)!.judgeOf(steps);
  return [
    judge!({ path: steps, before, after, documents: { before: documents[0]!, after: documents[1]! }, sides: {} }),
  ].flat();
}

const short = (assessments: readonly Assessment[]): readonly string[] =>
  assessments.map(({ class: touched, direction, says }) => `${touched} ${direction}: ${says}`);

describe.each(TABLES.map((table) => [table.kind, table] as const))('the table of %s', (_, table) => {
  const patterns = Object.keys(table.paths);

  it('has no row that an earlier one hides', () => {
    const hidden = patterns.filter(
      (pattern) => patterns.find((other) => pathPattern(other)(sample(pattern))) !== pattern,
    );

    expect(hidden).toEqual([]);
  });

  it('says a sentence for whatever comes, goes or changes', () => {
    const document = madeUp({ kind: table.kind, domain: table.domain });
    const documents = { before: document, after: document };
    const says = patterns.flatMap((pattern) =>
      VALUES.flatMap(([before, after]) =>
        [table.paths[pattern]!({ path: sample(pattern), before, after, documents, sides: {} })]
          .flat()
          .map(({ says }) => `${pattern}: ${says}`),
      ),
    );

    expect(says.filter((text) => BROKEN.test(text) || text.endsWith('.'))).toEqual([]);
    expect(says.length).toBeGreaterThanOrEqual(patterns.length * VALUES.length);
  });
});

describe('a NetworkPolicy', () => {
  const peer = { podSelector: { matchLabels: { app: 'a' } } };
  const other = { podSelector: { matchLabels: { app: 'b' } } };
  const ports = [{ protocol: 'TCP', port: 8080 }];
  const policy = (...ingress: readonly JsonObject[]): JsonObject => ({
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress },
  });
  const A = 'pods with app=a in its own namespace';
  const B = 'pods with app=b in its own namespace';
  const anyone = ['security wider: anyone may now call {service} on 8080 in {environment}'];

  it('DIF-1 lets everybody in where the last peer goes, however the change is told', () => {
    const before = policy({ from: [peer], ports });
    const [empty, absent] = [policy({ from: [], ports }), policy({ ports })];

    expect(
      short(said('NetworkPolicy', 'spec.ingress[x].from[y]', peer, undefined, [before, empty])).slice(0, 1),
    ).toEqual(anyone);
    expect(short(said('NetworkPolicy', 'spec.ingress[x].from', [peer], [], [before, empty])).slice(0, 1)).toEqual(
      anyone,
    );
    expect(
      short(said('NetworkPolicy', 'spec.ingress[x].from', [peer], undefined, [before, absent])).slice(0, 1),
    ).toEqual(anyone);
    expect(short(said('NetworkPolicy', 'spec.ingress[y]', undefined, { ports }, [before, absent])).slice(0, 1)).toEqual(
      anyone,
    );
  });

  it('lets fewer in where a whole rule goes', () => {
    const [before, after] = [
      policy({ from: [peer], ports }, { from: [other], ports }),
      policy({ from: [peer], ports }),
    ];

    expect(
      short(said('NetworkPolicy', 'spec.ingress[x]', { from: [other], ports }, undefined, [before, after])),
    ).toEqual([`security narrower: {service} may no longer be called by ${B} on 8080 in {environment}`]);
  });

  it('tells only what is new where a rule is another', () => {
    const [before, after] = [policy({ from: [peer], ports }), policy({ from: [peer, other], ports })];

    expect(
      short(said('NetworkPolicy', 'spec.ingress[y]', undefined, { from: [peer, other], ports }, [before, after])),
    ).toEqual([`security wider: {service} may now be called by ${B} on 8080 in {environment}`]);
    expect(
      short(said('NetworkPolicy', 'spec.ingress[x]', { from: [peer], ports }, undefined, [before, after])),
    ).toEqual([`security wider: {service} may now be called by ${B} on 8080 in {environment}`]);
  });

  it('says nothing of peers that it knew', () => {
    const [before, after] = [
      policy({ from: [peer, other], ports }),
      policy({ from: [peer], ports }, { from: [other], ports }),
    ];

    expect(said('NetworkPolicy', 'spec.ingress[y]', undefined, { from: [other], ports }, [before, after])).toEqual([
      expect.objectContaining({ class: 'neutral' }),
    ]);
    expect(A).not.toBe(B);
  });
});

describe('a change of a whole object', () => {
  it('is judged by what is in it', () => {
    const assembly = assemblyOf('sandbox');
    const head = edited(assembly, 'Deployment/spamcheck/api', 'spec.template.spec.securityContext', undefined);

    const says = diffAssemblies({ base: assembly, head }).flatMap(({ assessments }) => short(assessments));

    expect(says).toContain('security wider: {service} may run as root');
    expect(says).toContain('security wider: the seccomp profile of {service} is Unconfined instead of RuntimeDefault');
  });

  it('names a field in it that nobody knows', () => {
    const object = { containers: [{ name: 'api', unheardOf: 1 }] };

    expect(short(said('Deployment', 'spec.template.spec', undefined, object))).toContain(
      'unclassified other: nobody has said what Deployment spec.template.spec.containers[api].unheardOf means',
    );
  });
});

describe('a document that is made anew under another name', () => {
  it.each(['Deployment', 'Namespace', 'PersistentVolumeClaim', 'Service'])('says what is lost: %s', (kind) => {
    const table = TABLES.find((one) => one.kind === kind && one.domain === 'kubernetes')!;
    const [before, after] = [madeUp({ kind, name: 'old' }), madeUp({ kind, name: 'new' })];

    const assessments = [compileTable(table).whole({ before, after, sides: {} })].flat();

    expect(assessments).toEqual([expect.objectContaining({ effect: 'replaces', loses: expect.any(String) })]);
  });
});

describe('a sentence', () => {
  it('names another workload than the first, and a container beside the main one', () => {
    const document = documentOf(assemblyOf('sandbox'), 'Deployment/embeddings/reranker').object;
    const path = 'spec.template.spec.containers';
    const objects = [document, document] as const;

    expect(said('Deployment', 'spec.replicas', 1, 3, objects)[0]!.says).toBe(
      '{service}/reranker runs 3 pods instead of 1',
    );
    expect(said('Deployment', `${path}[proxy].securityContext.privileged`, false, true, objects)[0]!.says).toBe(
      '{service}/reranker (container proxy) gets full control of the node it runs on',
    );
  });

  it('never repeats a secret, a placeholder or a line break of a value', () => {
    const path = 'spec.template.spec.containers[api].env[API_KEY].value';

    expect(said('Deployment', path, undefined, 'correct-horse-battery')[0]!.says).not.toContain('horse');
    expect(said('Secret', 'stringData.key', 'correct-horse', 'battery-staple')[0]!.says).not.toMatch(/horse|staple/);
    expect(said('Deployment', 'spec.template.spec.nodeName', 'a', 'b\n{service}')[0]!.says).toBe(
      '{service} runs on the node b\\n(service) instead of a',
    );
  });
});
