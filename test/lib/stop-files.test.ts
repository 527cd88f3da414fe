import { filesOf } from '../../lib/assembly/layout';
import { recordOf } from '../../lib/assembly/record';
import { treeOf } from '../../lib/assembly/tree';
import type { Assembly } from '../../lib/assembly/assembly';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { diffAssemblies } from '../../lib/diff/diff';
import { includes, STOP_LEVELS, type StopLevel } from '../../lib/stop/level';
import { obeyStops } from '../../lib/stop/obey';
import { placedAssembly } from '../../lib/stop/placed';
import { stopFilesOf } from '../../lib/stop/files';
import type { StopRecord } from '../../lib/stop/record';
import { assemblyOf, documentOf, edited } from '../support/assemblies';
import type { Read } from '../support/documents';

const NAMES = ['sandbox', 'staging', 'production'] as const;
const SERVICES = ['code-suggestions', 'embeddings', 'spamcheck', 'suggested-reviewers', 'workflow-agent'];
const CASES = STOP_LEVELS.flatMap((level) => NAMES.map((name) => ({ level, name })));

function at(level: StopLevel): StopRecord {
  return { level, who: 'on-call', why: 'it answers nonsense', when: '2026-11-28T12:00:00Z' };
}

function stoppedAt(level: StopLevel, assembly: Assembly): Assembly {
  return obeyStops(assembly, Object.fromEntries(SERVICES.map((service) => [service, at(level)])));
}

/** Every byte that is written of an assembly. */
function bytesOf(assembly: Assembly): string {
  const files = treeOf(assembly.documents);
  return JSON.stringify([[...files], Buffer.concat([...recordOf(assembly, files).pieces]).toString()]);
}

const itemsIn = (text: string | undefined): readonly Read[] =>
  text === undefined ? [] : (JSON.parse(text) as { items: readonly Read[] }).items;
const named = ({ kind, metadata }: Read): string => `${kind} ${metadata.namespace}/${metadata.name}`;

/** A namespace after its placed objects were applied, and then the files of a level: the server's part of a stop. */
function appliedBy(placed: Assembly, service: string, level: StopLevel): ReadonlyMap<string, JsonObject> {
  const objects = new Map(
    placed.documents
      .filter((one) => one.service === service && one.domain === 'kubernetes')
      .map(({ object }) => [named(object), object]),
  );
  const files = stopFilesOf(placed.documents);
  for (const one of STOP_LEVELS.filter((reached) => includes(level, reached))) {
    for (const item of itemsIn(files.get(`${service}/stop/${one}/apply.json`))) objects.set(named(item), item);
    for (const item of itemsIn(files.get(`${service}/stop/${one}/delete.json`))) objects.delete(named(item));
  }
  return objects;
}

describe('what stops a service', () => {
  it.each(CASES)('makes of the placed objects what synth renders at $level in $name', ({ level, name }) => {
    const placed = assemblyOf(name);
    const stopped = stoppedAt(level, placed);

    for (const service of new Set(placed.documents.flatMap((one) => one.service ?? []))) {
      const rendered = stopped.documents.filter((one) => one.service === service && one.domain === 'kubernetes');
      const applied = [...appliedBy(placed, service, level)].sort(([one], [other]) => (one < other ? -1 : 1));
      expect(applied).toEqual(
        rendered.map(({ object }) => [named(object), object] as const).sort(([one], [other]) => (one < other ? -1 : 1)),
      );
    }
  });

  it.each(NAMES)('plans the Terraform root that synth renders in quarantine in %s, and loses no provider', (name) => {
    const placed = assemblyOf(name);
    const rendered = filesOf(stoppedAt('quarantine', placed).documents);
    const roots = [...stopFilesOf(placed.documents)].filter(([path]) => path.endsWith('cdk.tf.json'));

    expect(roots.length).toBeGreaterThan(0);
    for (const [path, text] of roots) {
      const service = path.split('/')[0] ?? '';
      expect(path).toBe(`${service}/stop/quarantine/terraform/cdk.tf.json`);
      expect(text).toBe(rendered.get(`${service}/grants/terraform/cdk.tf.json`));
      expect(JSON.parse(text).terraform.backend.gcs.prefix).toBe(`${service}/grants`);
    }
  });

  it('is there for every placed service, costs no document, and says nothing twice', () => {
    const placed = assemblyOf('production');
    const files = stopFilesOf(placed.documents);

    for (const service of SERVICES) {
      const own = [...files.keys()].filter((path) => path.startsWith(`${service}/stop/`));
      expect(own).toEqual(expect.arrayContaining(STOP_LEVELS.map((level) => `${service}/stop/${level}/apply.json`)));
      expect(own.some((path) => path.includes('/restore/'))).toBe(false);
    }
    const applied = [...files].filter(([path]) => path.endsWith('apply.json')).flatMap(([, text]) => itemsIn(text));
    expect(new Set(applied.map(named)).size).toBe(applied.length);
  });

  it('is a small part of what is written', () => {
    const { documents } = assemblyOf('production');
    const size = (files: ReadonlyMap<string, string>): number =>
      [...files.values()].reduce((sum, text) => sum + text.length, 0);

    // Rules go as whole objects, which is most of it.
    const stops = size(stopFilesOf(documents));
    expect(stops / (size(treeOf(documents)) - stops)).toBeLessThan(1 / 3);
  });

  it('stays the same while the service is stopped, and what restores it lies beside', () => {
    const placed = assemblyOf('production');
    const before = stopFilesOf(placed.documents);

    const files = stopFilesOf(obeyStops(placed, { spamcheck: at('quarantine') }).documents);

    const restored = [...files].filter(([path]) => !before.has(path));
    expect(new Map([...files].filter(([path]) => before.has(path)))).toEqual(before);
    expect(restored.map(([path]) => path)).toEqual([
      'spamcheck/stop/restore/apply.json',
      'spamcheck/stop/restore/terraform/cdk.tf.json',
    ]);
    expect(restored[1]?.[1]).toBe(filesOf(placed.documents).get('spamcheck/grants/terraform/cdk.tf.json'));
    const back = new Set(itemsIn(restored[0]?.[1]).map((item) => JSON.stringify(item)));
    for (const { object } of placed.documents.filter(replacedIn(placed, 'quarantine')))
      expect(back.has(JSON.stringify(object))).toBe(true);
    expect(back.size).toBeGreaterThan(3);
  });

  it('names nothing of a service that nobody places', () => {
    const { documents } = assemblyOf('production');

    expect(stopFilesOf(documents.filter(({ domain }) => domain !== 'declaration')).size).toBe(0);
  });
});

/** The Kubernetes documents of spamcheck that a level changes or takes out. */
function replacedIn(placed: Assembly, level: StopLevel): (document: Document) => boolean {
  const stopped = new Map(obeyStops(placed, { spamcheck: at(level) }).documents.map(({ id, sha256 }) => [id, sha256]));
  return ({ id, sha256, domain, service }) =>
    service === 'spamcheck' && domain === 'kubernetes' && stopped.get(id) !== sha256;
}

describe('a restore', () => {
  it.each(CASES)('is the inverse of $level on every byte of $name', ({ level, name }) => {
    const placed = assemblyOf(name);
    const stopped = stoppedAt(level, placed);

    expect(bytesOf(stopped)).not.toBe(bytesOf(placed));
    expect(bytesOf(placedAssembly(stopped))).toBe(bytesOf(placed));
  });

  it('of one service leaves the others stopped', () => {
    const placed = assemblyOf('production');
    const both = obeyStops(placed, { spamcheck: at('stop'), embeddings: at('drain') });

    expect(obeyStops(both, { embeddings: at('drain') })).toEqual(obeyStops(placed, { embeddings: at('drain') }));
  });

  it('forgets no level on the way: a level after another is the level alone', () => {
    const placed = assemblyOf('production');

    for (const first of STOP_LEVELS)
      for (const second of STOP_LEVELS)
        expect(bytesOf(stoppedAt(second, stoppedAt(first, placed)))).toBe(bytesOf(stoppedAt(second, placed)));
  });
});

describe('a review of a service that stays stopped', () => {
  const stops = { spamcheck: at('quarantine') };
  const path = 'spec.template.spec.containers.0.resources.limits.memory';
  const changed = edited(assemblyOf('production'), 'Deployment/spamcheck/api', path, '512Mi');

  it('judges what changes as if it ran, since nobody reviews a restore', () => {
    const running = diffAssemblies({ base: assemblyOf('production'), head: changed });
    const stopped = diffAssemblies({
      base: obeyStops(assemblyOf('production'), stops),
      head: obeyStops(changed, stops),
    });

    expect(running.length).toBeGreaterThan(0);
    expect(stopped).toEqual(running);
  });

  it('judges what comes back as what it is where the stop ends with it', () => {
    const ends = diffAssemblies({ base: obeyStops(assemblyOf('production'), stops), head: changed });

    expect(ends.map((one) => one.path)).toContain('spec.replicas');
    expect(documentOf(changed, 'Deployment/spamcheck/api').object).toHaveProperty('spec.replicas', 2);
  });
});
