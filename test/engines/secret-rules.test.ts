import { secretGroups, type WatchedSecrets } from '../../lib/slo/secret-alerts';
import type { RuleGroup } from '../../lib/slo/rules';
import { describeWith, prove } from './support/engine';
import { fileText } from './support/promtool';
import { DATED, SCRAPES, secretStories, tellSecrets } from './support/secret-stories';

const OWNER = { service: 'echo', namespace: 'echo', owner: 'group::pilots', environment: 'harbour' };

const plain: WatchedSecrets = { brought: ['echo-api.key'], longLived: [], severity: 'page', cluster: [] };
const dated: WatchedSecrets = {
  ...plain,
  longLived: [
    {
      name: 'key',
      terms: {
        reason: 'the provider issues nothing else',
        owner: 'group::keys',
        // promtool's clock begins here: the rotation is due on the 31st day, the end is on the 91st.
        rotated: '1970-01-01',
        rotateEvery: '30d',
        expires: '1970-04-01',
      },
    },
  ],
};

/** What is rendered, evaluated as often as the stories have values. */
const groups = (watched: WatchedSecrets): readonly RuleGroup[] =>
  secretGroups(OWNER, watched).map((group) => ({ ...group, interval: '1m' }));

const hourly = (watched: WatchedSecrets): readonly RuleGroup[] =>
  secretGroups(OWNER, watched).map((group) => ({
    ...group,
    interval: '2h',
    rules: group.rules.filter((rule) => 'alert' in rule && !rule.expr.includes('externalsecret')),
  }));

/** Faults, each of which a story has to notice. */
const MUTATIONS: readonly (readonly [string, RegExp, string])[] = [
  ['an alert at the first failure', /"for":"15m"/g, '"for":"0s"'],
  ['a failure that is told too late', /"for":"15m"/g, '"for":"3h"'],
  ['another status', /status=\\"False\\"/g, 'status=\\"Unknown\\"'],
  ['a short failure that is one too many', /> 4\b/g, '> 0'],
  ['failures that are never too many', /> 4\b/g, '> 40'],
  ['a secret that is scraped otherwise', /exported_namespace/g, 'namespace'],
  ['an operator that may be gone', / or vector\(0\)/g, ''],
];
const DATE_MUTATIONS: readonly (readonly [string, RegExp, string])[] = [
  ['a page that is a ticket', /"severity":"page"/g, '"severity":"ticket"'],
  ['an end that is told when it has come', /<= 2592000\b/g, '<= 0'],
  ['a page a month before', /<= 604800\b/g, '<= 2592000'],
  ['a team that can do nothing about it', /group::keys/g, 'group::pilots'],
  ['a rotation that is told when it is late', /<= 1209600\b/g, '<= 0'],
];

describeWith('promtool', () => {
  it.each(Object.entries(SCRAPES))(
    'sees people told of secrets in time, and of nothing else: %s',
    async (name, scrape) => {
      const stories = secretStories(scrape);

      const { code, stdout, stderr } = await tellSecrets(fileText(groups(plain)), stories);

      expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
      prove('promtool', `stories of secrets ${name}`, `secrets ${name}: ${stories.length} stories told right`);
    },
  );

  it('sees people told of days before they come, and of what is over as well', async () => {
    const { code, stdout, stderr } = await tellSecrets(fileText(hourly(dated)), [DATED], '2h');

    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
    prove('promtool', 'stories of dated secrets', `dated secrets: ${DATED.sights.length} sights right`);
  });

  it.each(MUTATIONS)('notices %s', async (_, pattern, by) => {
    const sound = fileText(groups(plain));
    const faulty = sound.replaceAll(pattern, by);
    expect(faulty).not.toBe(sound);

    const { code, stdout, stderr } = await tellSecrets(faulty, secretStories(SCRAPES['without honorLabels']));

    expect(stdout + stderr).toContain('FAILED');
    expect(code).toBe(1);
  });

  it.each(DATE_MUTATIONS)('notices %s', async (_, pattern, by) => {
    const sound = fileText(hourly(dated));
    const faulty = sound.replaceAll(pattern, by);
    expect(faulty).not.toBe(sound);

    const { code, stdout, stderr } = await tellSecrets(faulty, [DATED], '2h');

    expect(stdout + stderr).toContain('FAILED');
    expect(code).toBe(1);
  });
});
