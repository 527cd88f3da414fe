import { load } from 'js-yaml';
import { readAssembly } from '../../../lib/assembly/read';
import { treeOf } from '../../../lib/assembly/tree';
import { writeAssembly } from '../../../lib/assembly/write';
import { ruleFilesOf } from '../../../lib/slo/files';
import { longLived } from '../../../lib/secrets/long-lived';
import { assemblyOf, documentOf } from '../../support/assemblies';
import { newFolder } from '../../support/cli';
import type { Read } from '../../support/documents';
import { render, service, testEnvironment } from '../../support/environment';

const key = longLived({
  name: 'key',
  reason: 'the provider issues nothing else',
  owner: 'group::pilots',
  expires: '2027-06-30',
  rotateEvery: '60d',
});
const watched = (rules: 'operator' | 'google') =>
  testEnvironment({
    tier: 'production',
    prometheus: rules === 'google' ? { rules } : { rules, logMetrics: 'exported' },
  });

/** The names of the groups of a file. */
const groupsIn = (text: string | undefined): readonly string[] =>
  (load(text ?? '') as Read).groups.map(({ name }: Read) => name);
const partOf = (group: string): string => /:(secrets|logs)$/.exec(group)?.[1] ?? 'slo';

describe('the files of rules', () => {
  it.each(['sandbox', 'staging', 'production'] as const)(
    'are one of each service and of the platform in %s',
    (name) => {
      const { documents } = assemblyOf(name);
      const services = documents.flatMap(({ domain, service: whose }) => (domain === 'declaration' ? [whose] : []));

      const files = ruleFilesOf(documents);

      expect([...files.keys()].sort()).toEqual([...services, 'platform'].map((owner) => `${owner}/rules.yaml`).sort());
      expect(treeOf(documents)).toEqual(new Map([...treeOf(documents), ...files]));
    },
  );

  it('are no documents, and so cost the record nothing but their digests', () => {
    const { documents } = assemblyOf('production');

    expect(documents.filter(({ path = '' }) => path.endsWith('rules.yaml'))).toEqual([]);
    expect(new Set(documents.flatMap(({ domain, kind }) => (domain === 'rules' ? [kind] : [])))).toEqual(
      new Set(['AlertmanagerFile']),
    );
  });

  it.each(['operator', 'google'] as const)(
    'have what is promised first, then secrets, then logs, in whichever order documents come (%s)',
    (rules) => {
      const { documents, mistakes } = render(service('echo', { secrets: [key] }), watched(rules));
      const text = ruleFilesOf(documents).get('echo/rules.yaml');

      expect(mistakes).toEqual([]);
      const parts = groupsIn(text).map(partOf);
      expect(parts.filter((part, index) => part !== parts[index - 1])).toEqual(['slo', 'secrets', 'logs']);
      const ids = [...documents].sort((one, other) => (one.id < other.id ? -1 : 1));
      for (const order of [ids, [...ids].reverse(), [...documents].reverse()])
        expect(ruleFilesOf(order).get('echo/rules.yaml')).toBe(text);
    },
  );

  it('are the same from a record', () => {
    const assembly = assemblyOf('production');
    const folder = newFolder();
    writeAssembly(assembly, folder);

    for (const late of [true, false])
      expect([...ruleFilesOf(readAssembly(folder, { late }).documents)].sort()).toEqual(
        [...ruleFilesOf(assembly.documents)].sort(),
      );
  });

  it('leave out what a service adds under another name', () => {
    const like = documentOf(assemblyOf('staging'), 'PrometheusRule/spamcheck/slo');
    const metadata = { name: 'mine', namespace: 'spamcheck' };
    const other = { ...like, id: `${like.id}-mine`, object: { ...like.object, metadata } };

    expect([...ruleFilesOf([like, other])]).toEqual([...ruleFilesOf([like])]);
    expect(ruleFilesOf([other]).size).toBe(0);
  });

  it('are written in the place of what an older record says of them', () => {
    const { documents } = assemblyOf('staging');
    const like = documentOf(assemblyOf('staging'), 'PrometheusRule/spamcheck/slo');
    const old = {
      ...like,
      id: 'staging/spamcheck:workloads/taxiway/RuleFile/spamcheck/slo',
      domain: 'rules',
      kind: 'RuleFile',
      path: 'spamcheck/rules.yaml',
      object: { groups: [] },
    } as const;

    expect([...treeOf([...documents, old])]).toEqual([...treeOf(documents)]);
  });
});
