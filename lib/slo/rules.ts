import { shownBound } from './bucket';
import { textOf } from './decimal';
import { threshold } from './objective';
import { failuresOf, spelled, totalOf, type Severity, type Sli } from './sli';
import {
  BUDGET_INTERVAL,
  FAST,
  INTERVAL,
  LEAST_FAILURES,
  MEASURED,
  PERIOD,
  secondsOf,
  SLOW,
  spanOf,
  SUMMED,
  type BurnAlert,
  type BurnPair,
  type Window,
} from './windows';

/** A rule as Prometheus, its operator and Google's managed one all take it. */
export type AlertRule = {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

export type RecordRule = {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
};

/** Rules that are evaluated one after the other: what is recorded first is there for what follows. */
export type RuleGroup = {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (AlertRule | RecordRule)[];
};

/** Whose rules they are. */
export interface RuleOwner {
  readonly service: string;
  readonly namespace: string;
  readonly owner: string;
  readonly environment: string;
}

/** Requests a second above which it is worth saying that they have ceased. */
const BUSY = '0.1';
const LOST = 1800;
/** How long a lost measure stays told: from Friday's evening to Monday's. */
const REMEMBERED = '3d';
const CEASED = 300;

/** The two groups of an SLI: what is recorded and alerts, and the budget of a month and the last that was seen, which may take their time. */
export function ruleGroups(sli: Sli, owner: RuleOwner): readonly RuleGroup[] {
  const { service, environment } = owner;
  const labels = { service, sli: sli.name, environment, team: owner.owner };
  const s = new Series(spelled(['environment', 'service', 'sli'].map((label) => exact(label, labels))));
  const alerts = new Alerts(sli, s, { ...labels, namespace: owner.namespace });
  const name = `taxiway:${service}:${sli.name}`;
  const rules = [...measured(sli, s, labels), ...summed(s, labels), ...alerts.all()];
  return [
    { name, interval: spanOf(INTERVAL), rules },
    {
      name: `${name}:budget`,
      interval: spanOf(BUDGET_INTERVAL),
      rules: [...budget(sli, s, labels), ...seen(sli, s, labels)],
    },
  ];
}

/** The recorded series of one SLI; everything that alerts or draws reads these and nothing else. */
class Series {
  constructor(private readonly selector: string) {}

  total(window: Window): string {
    return `slo:sli_total:rate${window}${this.selector}`;
  }

  failures(window: Window): string {
    return `slo:sli_error:rate${window}${this.selector}`;
  }

  /** Requests a second in the quarter of an hour before, for as long as the measure is there: its last value is how busy it was. */
  seen(): string {
    return `slo:sli_total:seen${this.selector}`;
  }

  ratio(window: Window): string {
    return `slo:sli_error:ratio_rate${window}${this.selector}`;
  }

  budget(): string {
    return `slo:error_budget:ratio${this.selector}`;
  }

  /** An average of ratios would weigh a quiet night like a busy day, and one quiet minute would make it NaN. */
  sums(window: Window): string {
    return `sum_over_time(${this.failures('5m')}[${window}])\n/\n(sum_over_time(${this.total('5m')}[${window}]) > 0)`;
  }
}

type Labels = Readonly<Record<string, string>>;

function measured(sli: Sli, s: Series, labels: Labels): RecordRule[] {
  return MEASURED.flatMap((window) => [
    { record: `slo:sli_total:rate${window}`, expr: totalOf(sli, window), labels },
    { record: `slo:sli_error:rate${window}`, expr: failuresOf(sli, window, s.total(window)), labels },
    {
      record: `slo:sli_error:ratio_rate${window}`,
      expr: `${s.failures(window)}\n/\n(${s.total(window)} > 0)`,
      labels,
    },
  ]);
}

/** Whether nothing may mean that nobody asks. */
function mayBeQuiet({ metric }: Sli['measure']): boolean {
  return metric.quietIsAbsent === true || !metric.bornAtZero;
}

function seen({ measure }: Sli, s: Series, labels: Labels): RecordRule[] {
  if (!mayBeQuiet(measure)) return [];
  const total = s.total('5m');
  return [{ record: 'slo:sli_total:seen', expr: `avg_over_time(${total}[15m])\nand\n${total}`, labels }];
}

function summed(s: Series, labels: Labels): RecordRule[] {
  return SUMMED.map((window) => ({ record: `slo:sli_error:ratio_rate${window}`, expr: s.sums(window), labels }));
}

function budget({ promised }: Sli, s: Series, labels: Labels): RecordRule[] {
  return [
    { record: 'slo:objective:ratio', expr: `vector(${textOf(promised.share)})`, labels },
    { record: 'slo:error_budget:ratio', expr: `vector(${textOf(promised.budget)})`, labels },
    { record: `slo:sli_error:ratio_rate${PERIOD}`, expr: s.sums(PERIOD), labels },
    {
      record: 'slo:period_error_budget_remaining:ratio',
      expr: `1 - ${s.ratio(PERIOD)} / ${s.budget()}`,
      labels,
    },
  ];
}

class Alerts {
  constructor(
    private readonly sli: Sli,
    private readonly s: Series,
    private readonly labels: Labels,
  ) {}

  all(): AlertRule[] {
    return [
      this.burn('MlServiceBudgetBurnFast', FAST, this.sli.severity),
      this.burn('MlServiceBudgetBurnSlow', SLOW, 'ticket'),
      this.noData(),
      this.cessation(),
    ];
  }

  private burn(alert: string, { pairs, holds }: BurnAlert, severity: Severity): AlertRule {
    const { service, sli } = this.labels;
    const { percent } = this.sli.promised;
    const quickly = severity === 'page' || alert.endsWith('Fast') ? 'fast' : 'slowly';
    return {
      alert,
      // The long window comes first: its ratio is the value that people read.
      expr: pairs.map((pair) => this.burning(pair)).join('\nor\n'),
      for: spanOf(holds),
      labels: { ...this.labels, severity },
      annotations: {
        summary: `${service}: ${sli} spends its error budget too ${quickly}; ${percent} % is promised.`,
        description: `${this.what()}: {{ $value | humanizePercentage }} of the long window.`,
      },
    };
  }

  private burning(pair: BurnPair): string {
    const limit = threshold(pair.burn, this.sli.promised);
    const over = (window: Window) => `  ${this.s.ratio(window)} > ${limit}`;
    return `(\n${over(pair.long)}\n  and\n${over(pair.short)}\n  and\n  (${this.enough(pair.long)})\n)`;
  }

  /** Sums of what was recorded, times the interval: an average times the window would count failures that nobody saw. */
  private enough(window: Window): string {
    const failures = MEASURED.includes(window)
      ? `${this.s.failures(window)} * ${secondsOf(window)}`
      : `sum_over_time(${this.s.failures('5m')}[${window}]) * ${INTERVAL}`;
    return `${failures} >= ${LEAST_FAILURES}`;
  }

  private noData(): AlertRule {
    const { by } = this.sli.measure.metric;
    return {
      alert: 'MlServiceSliNoData',
      expr: [`absent(${this.s.failures('5m')})`, ...this.suspicious()].join('\nand on ()\n'),
      for: spanOf(LOST),
      labels: { ...this.labels, severity: 'ticket' },
      annotations: {
        summary: `${this.labels['service']}: nothing is known of ${this.labels['sli']} any more.`,
        description: `Its metric comes from ${by}: look at what exposes it, at what scrapes that, and at the selector.`,
      },
    };
  }

  /**
   * What tells a lost measure from a quiet service: that it was busy when it was last seen. Callers that go away leave a counter which
   * stands still, and are told as such; one that comes with its first request says nothing of a pod that is fetched and idle.
   */
  private suspicious(): readonly string[] {
    const { measure, selector } = this.sli;
    if (!mayBeQuiet(measure)) return [];
    const busy = `last_over_time(${this.s.seen()}[${REMEMBERED}]) > ${BUSY}`;
    return [measure.metric.quietIsAbsent === true ? busy : `(${busy} or absent(up${spelled(selector)} == 1))`];
  }

  private cessation(): AlertRule {
    const { service, sli } = this.labels;
    return {
      alert: 'MlServiceTrafficCessation',
      expr: `${this.s.total('30m')} == 0\nand\n${this.s.total('30m')} offset 1h > ${BUSY}`,
      for: spanOf(CEASED),
      labels: { ...this.labels, severity: 'ticket' },
      annotations: {
        summary: `${service}: nobody calls it any more, by ${sli}.`,
        description:
          'No request for 30 minutes, and there were some an hour before: look at callers, route and gateway.',
      },
    };
  }

  private what(): string {
    const { measure } = this.sli;
    return measure.kind === 'errors'
      ? 'Requests that failed'
      : `Requests that took more than ${shownBound(measure.bucket.milliseconds)}`;
  }
}

function exact(label: string, labels: Labels) {
  return { label, by: '=', value: labels[label] ?? '' } as const;
}
