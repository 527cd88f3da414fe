import { findLogMetrics } from '../../lib/slo/log-metrics';
import { logGroups } from '../../lib/slo/log-rules';
import { testEnvironment } from '../support/environment';
import { describeWith, prove } from './support/engine';
import { fileText, tellAll } from './support/promtool';

const OWNER = { service: 'echo', namespace: 'echo', owner: 'group::pilots', environment: 'harbour' };

/** Who evaluates, and what comes with each series. */
const SIGHTS = {
  'an exporter': [findLogMetrics(testEnvironment({ prometheus: { logMetrics: 'exported' } }))!, ''],
  Google: [
    findLogMetrics(testEnvironment({ prometheus: { rules: 'google' } }))!,
    ',monitored_resource="k8s_container"',
  ],
} as const;

type Sight = keyof typeof SIGHTS;

const rulesOf = (sight: Sight): string =>
  fileText(
    logGroups(OWNER, { metrics: SIGHTS[sight][0], project: 'harbour-models', workloads: ['api', 'ranker'] }).map(
      // As often as the stories have values.
      (group) => ({ ...group, interval: '1m' }),
    ),
  );

/** What a container writes, as counters that grow a value a minute. */
interface Writes {
  readonly container?: string;
  readonly namespace?: string;
  readonly lines?: string;
  readonly text?: string;
}

interface Story {
  readonly writes: readonly Writes[];
  /** Minutes, the container that is told of, and how often it is. */
  readonly sights: readonly (readonly [minute: number, count: number, container?: string])[];
}

/** What is written, and what has to be told of it. */
const STORIES: readonly (readonly [string, Story])[] = [
  [
    'a tenth of the lines, after an hour and until it is over',
    {
      writes: [{ lines: '0+100x300', text: '0+10x150 1500+0x150' }],
      sights: [
        [50, 0],
        [95, 1],
        [220, 0],
      ],
    },
  ],
  ['a fiftieth of the lines', { writes: [{ lines: '0+100x300', text: '0+2x300' }], sights: [[290, 0]] }],
  ['three lines of six in half an hour', { writes: [{ lines: '0+0.2x300', text: '0+0.1x300' }], sights: [[290, 0]] }],
  ['nobody counts', { writes: [], sights: [[290, 0]] }],
  ['nothing is text', { writes: [{ lines: '0+100x300' }], sights: [[290, 0]] }],
  [
    'a start that talks, and JSON from then on',
    {
      writes: [{ lines: '0x60 200+1x200', text: '_x60 200x200' }],
      sights: [
        [85, 0],
        [100, 0],
        [150, 0],
        [250, 0],
      ],
    },
  ],
  [
    'text whose counter appears only when it is written',
    {
      writes: [{ lines: '0+100x300', text: '_x60 10+10x240' }],
      sights: [
        [100, 0],
        [150, 1],
      ],
    },
  ],
  [
    'one workload of two, by its name',
    {
      writes: [
        { container: 'api', lines: '0+1000x300' },
        { container: 'ranker', lines: '0+10x300', text: '0+10x300' },
      ],
      sights: [
        [290, 1, 'ranker'],
        [290, 0, 'api'],
      ],
    },
  ],
  [
    'a service of another name, or a workload that declared text',
    {
      writes: [
        { namespace: 'reed', lines: '0+100x300', text: '0+100x300' },
        { container: 'triton', lines: '0+100x300', text: '0+100x300' },
      ],
      sights: [[290, 0]],
    },
  ],
];

function told(sight: Sight, { writes, sights }: Story): object {
  const [{ lines, text }, more] = SIGHTS[sight];
  return {
    input_series: writes.flatMap((one) => {
      const { container = 'api', namespace = 'echo' } = one;
      const labels = `{project_id="harbour-models",cluster_name="quay",namespace_name="${namespace}",pod_name="${container}-1",container_name="${container}",log="stdout"${more}}`;
      return [
        ...(one.lines === undefined ? [] : [{ series: lines.name + labels, values: one.lines }]),
        ...(one.text === undefined ? [] : [{ series: text.name + labels, values: one.text }]),
      ];
    }),
    promql_expr_test: sights.map(([minute, value, container]) => ({
      expr: `count(ALERTS{alertname="MlServiceLogsUnstructured",alertstate="firing",severity="ticket",service="echo",team="group::pilots"${container === undefined ? '' : `,container_name="${container}"`}}) or vector(0)`,
      eval_time: `${minute}m`,
      exp_samples: [{ labels: '{}', value }],
    })),
  };
}

/** Faults, and the story that has to notice each. */
const FAULTS: readonly (readonly [what: string, pattern: RegExp, by: string, story: string])[] = [
  ['a share that nothing reaches', /> 0\.05/, '> 1', 'a tenth of the lines'],
  ['a share that everything reaches', /> 0\.05/, '> 0.005', 'a fiftieth of the lines'],
  ['no guard against few lines', />= 10"/, '>= 0"', 'three lines of six'],
  ['an alert that does not wait', /"for":"1h"/, '"for":"5m"', 'a start that talks'],
  ['an alert that waits too long', /"for":"1h"/, '"for":"3h"', 'a tenth of the lines'],
  ['a page', /"severity":"ticket"/, '"severity":"page"', 'a tenth of the lines'],
  ['workloads that are one', /by \(container_name\)/g, 'by (namespace_name)', 'one workload of two'],
  ['another namespace', /namespace_name=\\"echo\\"/g, 'namespace_name=~\\".+\\"', 'a service of another name'],
  ['every container', /container_name=~\\"api\|ranker\\"/g, 'container_name=~\\".+\\"', 'a service of another name'],
  ['another project', /harbour-models/g, 'harbour-model', 'a tenth of the lines'],
  ['another metric', /_log_text/g, '_log_txt', 'a tenth of the lines'],
  ['half an hour that is six', /\[30m\]/g, '[6h]', 'a tenth of the lines'],
];

describeWith('promtool', () => {
  it.each<Sight>(['an exporter', 'Google'])('hears of text in logs in time, and of nothing else: %s', async (sight) => {
    const stories = STORIES.map(([name, story]) => ({ name, ...told(sight, story) }));

    const { code, stdout, stderr } = await tellAll(rulesOf(sight), stories);

    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
    prove('promtool', `stories of logs by ${sight}`, `logs by ${sight}: ${stories.length} stories told right`);
  });

  it.each(FAULTS)('notices %s', async (_, pattern, by, beginning) => {
    const rules = rulesOf('an exporter');
    const faulty = rules.replaceAll(new RegExp(pattern, 'g'), by);
    const found = STORIES.find(([name]) => name.startsWith(beginning));
    expect([faulty === rules, found === undefined]).toEqual([false, false]);

    const { code, stdout, stderr } = await tellAll(faulty, [told('an exporter', found![1])]);

    expect(stdout + stderr).toContain('FAILED');
    expect(code).toBe(1);
  });
});
