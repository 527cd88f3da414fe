import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileOf } from './engine';
import { run, type Ended } from './process';

/** What a metric shows, in promtool's notation, one value a minute. */
export interface Shown {
  readonly series: string;
  readonly values: string;
}

/** A story about secrets, and which alerts fire at a minute: the name, and how many. */
export interface SecretStory {
  readonly name: string;
  readonly shown: readonly Shown[];
  readonly sights: readonly (readonly [minute: number, alerts: string, firing: number])[];
}

const DAY = 24 * 60;
const HOUR = 60;
const ALL = '';
const named = (name: string): string => `alertname="MlServiceSecret${name}"`;
const NOT_SYNCED = named('NotSynced');
const UNSTEADY = named('SyncUnsteady');
const UNSEEN = named('sUnseen');

/** The namespace of the secret as scrapes leave it: with `honorLabels`, and without. */
export const SCRAPES = {
  'with honorLabels': 'namespace="echo"',
  'without honorLabels': 'namespace="external-secrets",exported_namespace="echo"',
} as const;

/** The stories of a service with one secret, which is long-lived, of the days that the tests give it. */
export function secretStories(scrape: string): readonly SecretStory[] {
  const labels = `name="echo-api.key",${scrape}`;
  const condition = (status: string, values: string): Shown => ({
    series: `externalsecret_status_condition{${labels},condition="Ready",status="${status}"}`,
    values,
  });
  const fine = (minutes: number) => [condition('True', `1x${minutes}`), condition('False', `0x${minutes}`)];
  return [
    {
      name: 'a secret that arrives is never told of',
      shown: fine(600),
      sights: [1, 100, 300, 600].map((at) => [at, ALL, 0]),
    },
    {
      name: 'a secret that fails to arrive is a ticket after a quarter of an hour, once, until it arrives',
      shown: [condition('True', '1x60 0x90 1x60'), condition('False', '0x60 1x90 0x60')],
      sights: [
        [70, ALL, 0],
        [85, NOT_SYNCED, 1],
        [140, ALL, 1],
        [140, 'severity="ticket",team="group::pilots",service="echo",namespace="echo",name="echo-api.key"', 1],
        [160, NOT_SYNCED, 0],
      ],
    },
    {
      name: 'a failure that is made up for in minutes is never told of',
      shown: [condition('True', '1x60 0x5 1x300'), condition('False', '0x60 1x5 0x300')],
      sights: [62, 66, 100, 300].map((at) => [at, ALL, 0]),
    },
    {
      name: 'failures that are always made up for are a ticket from the third on',
      shown: [
        condition('True', '1x60 0x2 1x60 0x2 1x60 0x2 1x180'),
        condition('False', '0x60 1x2 0x60 1x2 0x60 1x2 0x180'),
      ],
      sights: [
        [150, ALL, 0],
        [200, UNSTEADY, 1],
        [200, NOT_SYNCED, 0],
      ],
    },
    {
      name: 'an operator that is gone is a ticket, and one that starts anew is not',
      shown: [condition('True', '1x60 _x10 1x60 _x90'), condition('False', '0x60 _x10 0x60 _x90')],
      sights: [
        [75, ALL, 0],
        [130, ALL, 0],
        [150, ALL, 0],
        [175, UNSEEN, 1],
      ],
    },
    {
      name: 'an operator that nobody scrapes is a ticket',
      shown: [],
      sights: [[40, UNSEEN, 1]],
    },
  ];
}

/** The days of a secret whose rotation is due before it ends, seen by a clock that begins in 1970. */
export const DATED: SecretStory = {
  name: 'the days of a secret are told: its rotation, its end, and the end that is near',
  shown: [],
  sights: [
    [16 * DAY - 2 * HOUR, ALL, 0],
    [16 * DAY + 2 * HOUR, named('RotationDue'), 1],
    [31 * DAY - 2 * HOUR, named('RotationLate'), 0],
    [31 * DAY + 2 * HOUR, named('RotationLate'), 1],
    [60 * DAY - 2 * HOUR, named('Expires'), 0],
    [60 * DAY + 2 * HOUR, named('Expires'), 1],
    [83 * DAY - 2 * HOUR, 'severity="page"', 0],
    [83 * DAY + 2 * HOUR, 'severity="page",team="group::keys",secret="key",alertname="MlServiceSecretExpiresSoon"', 1],
    [91 * DAY, named('Expires'), 1],
  ],
};

/** Tells stories to rules, as text, and returns what promtool says of them. */
export async function tellSecrets(rules: string, stories: readonly SecretStory[], interval = '1m'): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-promtool-'));
  try {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const tests = stories.map(({ name, shown, sights }) => ({
      name,
      interval: '1m',
      input_series: shown,
      promql_expr_test: sights.map(([at, alerts, firing]) => ({
        expr: `count(ALERTS{${['alertstate="firing"', alerts].filter((one) => one !== '').join(',')}}) or vector(0)`,
        eval_time: `${at}m`,
        exp_samples: [{ labels: '{}', value: firing }],
      })),
    }));
    writeFileSync(
      join(folder, 'tests.yaml'),
      JSON.stringify({ rule_files: ['rules.yaml'], evaluation_interval: interval, tests }),
    );
    return await run(fileOf('promtool', 'program'), ['test', 'rules', join(folder, 'tests.yaml')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
