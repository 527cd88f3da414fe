import { textOf } from '../../../lib/slo/decimal';
import type { Sli } from '../../../lib/slo/sli';
import { outageDetection } from '../../../lib/slo/detection';

/** What is asked each minute for so many minutes, and how much of it fails; absent series are `gone`. */
export interface Phase {
  readonly minutes: number;
  readonly good: number | 'gone';
  readonly bad: number | 'gone';
  /** Pods that no scrape reaches. */
  readonly unreached?: true;
}

/** What is to be seen at a minute: alerts that fire, by name or severity. */
export interface Sight {
  readonly at: number;
  readonly alerts: string;
  readonly firing: number;
}

/** A story, and what people learn of it. */
export interface Scenario {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly sights: readonly Sight[];
}

const PAGES = 'severity="page"';
const ALL = '';
const named = (name: string): string => `alertname="MlService${name}"`;
const phase = (minutes: number, good: Phase['good'], bad: Phase['bad'] = 0): Phase => ({ minutes, good, bad });
const sees = (at: number, alerts: string, firing: number): Sight => ({ at, alerts, firing });

/** The stories that the rules of an SLI which pages have to tell right; of one that never does, without the pages. */
export function scenariosOf(sli: Sli): readonly Scenario[] {
  const pages = sli.severity === 'page' ? 1 : 0;
  const { metric } = sli.measure;
  const ofPods = metric.quietIsAbsent === undefined;
  const mayBeQuiet = !ofPods || !metric.bornAtZero;
  // Twice the rate at which the budget lasts, of 60 requests a minute.
  const slow = 2 * 60 * Number(textOf(sli.promised.budget));
  // Series of a test have no delay: what was promised has it.
  const within = Math.floor((outageDetection(sli) - metric.delay) / 60);
  return [
    {
      name: 'an outage is told in the time that is promised, once and to the right one, and is over when it is over',
      phases: [phase(180, 60), phase(within + 10, 0, 60), phase(45, 60)],
      sights: [
        sees(180, ALL, 0),
        sees(181, ALL, 0),
        sees(180 + within, PAGES, pages),
        sees(180 + within, named('BudgetBurnFast'), 1),
        sees(180 + within + 50, PAGES, 0),
      ],
    },
    {
      name: 'a healthy service without one failure is never told of',
      phases: [phase(120, 60, 'gone')],
      sights: [sees(40, ALL, 0), sees(119, ALL, 0)],
    },
    {
      name: 'a quiet service is never told of',
      phases: [phase(300, 0.05), ...(mayBeQuiet ? [phase(120, 'gone', 'gone')] : [])],
      sights: [60, 150, 290, ...(mayBeQuiet ? [340, 400] : [])].map((at) => sees(at, ALL, 0)),
    },
    {
      name: 'three failures in six requests are silent',
      phases: [phase(120, 0), phase(3, 1, 1), phase(60, 0)],
      sights: [122, 124, 127, 131, 140, 160].map((at) => sees(at, ALL, 0)),
    },
    {
      name: 'a slow burn is a ticket and no page',
      phases: [phase(300, 60 - slow, slow)],
      sights: [sees(299, named('BudgetBurnSlow'), 1), sees(299, PAGES, 0), sees(60, PAGES, 0)],
    },
    {
      name: 'a measure that is lost is a ticket until it is back, and no page',
      phases: [phase(120, 60), phase(240, 'gone', 'gone'), phase(60, 60)],
      sights: [
        sees(140, ALL, 0),
        ...[165, 240, 355].flatMap((at) => [sees(at, named('SliNoData'), 1), sees(at, PAGES, 0)]),
        ...[365, 400].map((at) => sees(at, ALL, 0)),
      ],
    },
    ...(ofPods && mayBeQuiet ? [UNREACHED] : []),
    {
      name: 'callers that go away are a ticket',
      phases: [phase(120, 60), phase(80, 0)],
      sights: [sees(160, named('TrafficCessation'), 1), sees(145, ALL, 0)],
    },
    ...(metric.quietIsAbsent ? [FORGOTTEN] : []),
    ...(metric.bornAtZero || sli.measure.kind === 'slow' ? [] : BIRTHS(pages)),
  ];
}

/** A quiet measure of pods that nobody can fetch any more. */
const UNREACHED: Scenario = {
  name: 'a quiet measure that no scrape reaches is a ticket',
  phases: [phase(120, 0.05), { ...phase(80, 'gone', 'gone'), unreached: true }],
  sights: [sees(145, ALL, 0), sees(165, named('SliNoData'), 1), sees(165, PAGES, 0)],
};

/** The exporter of load balancers forgets a counter that stood still for half an hour. */
const FORGOTTEN: Scenario = {
  name: 'callers that went away are not told as a lost measure when their counter is forgotten',
  phases: [phase(120, 60), phase(30, 0), phase(150, 'gone', 'gone')],
  sights: [
    sees(160, named('TrafficCessation'), 1),
    ...[160, 175, 185, 200, 215, 240, 299].map((at) => sees(at, named('SliNoData'), 0)),
  ],
};

/** PRM-2: series that appear above zero. */
const BIRTHS = (pages: number): readonly Scenario[] => [
  {
    name: 'PRM-2 the first failures of a life are seen',
    phases: [phase(180, 1, 'gone'), phase(1, 0, 40), phase(30, 1, 0)],
    sights: [sees(180, ALL, 0), sees(184, named('BudgetBurnFast'), 1), sees(184, PAGES, pages)],
  },
  {
    name: 'PRM-2 failures that were only out of sight count once',
    phases: [phase(10, 1, 4), phase(170, 1, 0), phase(90, 1, 'gone'), phase(40, 1, 0)],
    sights: [272, 275, 280, 300].map((at) => sees(at, named('BudgetBurnFast'), 0)),
  },
];
