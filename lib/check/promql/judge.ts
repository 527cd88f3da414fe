import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { METRICS_ANNOTATION } from '../../labels';
import { chooseFix, nearest } from '../../nearest';
import { readExpression, type Expression, type Shape } from '../../promql/expression';
import { unquoted } from '../../promql/literals';
import { lineAndColumn } from '../../promql/position';
import { COMMON, HISTOGRAMS, SERVED, type KnownSeries } from '../../slo/known';
import type { Objection } from '../finding';
import { said } from '../say';
import { secretShape } from '../secret-shapes';
import { expressionsOf } from './expressions';
import { Contracts, declaredBy, type Contract } from './metrics';
import { OPEN_NAME, withoutVariables } from './variables';

/** What is wrong with the expressions of an assembly: those that are none, and those that name what nobody emits. */
export interface JudgedExpressions {
  readonly invalid: readonly Objection[];
  readonly unknown: readonly Objection[];
}

const ANYWHERE: Contract = { metrics: COMMON, servers: [] };
const JUDGED = new WeakMap<Assembly, JudgedExpressions>();

/** Judges every expression of an assembly, once. */
export function judgeExpressions(assembly: Assembly): JudgedExpressions {
  const known = JUDGED.get(assembly) ?? judge(assembly);
  JUDGED.set(assembly, known);
  return known;
}

function judge(assembly: Assembly): JudgedExpressions {
  const invalid: Objection[] = [];
  const unknown: Objection[] = [];
  const contracts = new Contracts(assembly);
  let last: Document | undefined;
  for (const found of expressionsOf(assembly)) {
    const { document, path, hasVariables, within } = found;
    const text = hasVariables ? withoutVariables(found.text) : found.text;
    const object = (problem: string, fix: string): Objection => {
      return { document: document.id, path, problem: within === '' ? problem : `${within} ${problem}`, fix };
    };
    const read = readExpression(text);
    if ('problem' in read) {
      const secret = secretShape(text);
      const why = secret === undefined ? read.problem : `is none, and holds ${secret}, which is not shown`;
      invalid.push(object(`at ${lineAndColumn(text, read.offset)} ${why}`, read.fix));
      continue;
    }
    if (last !== document) unknown.push(...unreadIn(document));
    last = document;
    // Most of what rules name is there whatever a service is.
    if (wrongNames(read, ANYWHERE).length === 0) continue;
    for (const { problem, fix } of wrongNames(read, contracts.of(document))) {
      if (hasVariables && problem.includes(OPEN_NAME)) continue;
      unknown.push(object(problem, fix));
    }
  }
  return { invalid, unknown };
}

function* unreadIn(document: Document): Generator<Objection> {
  for (const declared of declaredBy(document).unread)
    yield {
      document: document.id,
      path: `metadata.annotations.${METRICS_ANNOTATION}`,
      problem: `declares ${said(declared)}, which is no metric`,
      fix: 'give names, with their labels: jobs_total{queue,outcome}, jobs_waiting',
    };
}

interface Wrong {
  readonly problem: string;
  readonly fix: string;
}

/** By contract and template: a thousand services have the names of one. */
const WRONG = new WeakMap<Contract, Map<Shape, readonly Wrong[]>>();

function wrongNames(expression: Expression, contract: Contract): readonly Wrong[] {
  const { shape } = expression;
  // What its texts name is not in the template.
  if (shape.open.length > 0 || shape.made.length > 0) return [...wrongIn(expression, contract)];
  const ofContract = WRONG.get(contract) ?? new Map<Shape, readonly Wrong[]>();
  WRONG.set(contract, ofContract);
  const known = ofContract.get(shape) ?? [...wrongIn(expression, contract)];
  ofContract.set(shape, known);
  return known;
}

function* wrongIn({ shape, literals }: Expression, contract: Contract): Generator<Wrong> {
  const labels = new Set(shape.made.map((index) => unquoted(literals[index] ?? '') ?? ''));
  let all = true;
  const seen = new Set<string>();
  for (const { metric, matchers } of shape.selectors) {
    const inBraces = matchers.find(({ label }) => label === '__name__');
    const name = metric ?? (inBraces?.by === '=' ? unquoted(literals[inBraces.literal] ?? '') : undefined);
    if (name === undefined) {
      yield { problem: 'reads series of any metric', fix: 'name the metric that is meant' };
      return;
    }
    const series = contract.metrics.get(name);
    if (series === undefined && !seen.has(name)) yield unknownMetric(name, contract);
    seen.add(name);
    if (series?.labels === undefined) {
      all = false;
      continue;
    }
    for (const label of series.labels) labels.add(label);
    for (const { label } of matchers)
      if (label !== '__name__' && !series.labels.has(label))
        yield unknownLabel(`selects ${name} by ${label}`, label, series);
  }
  if (!all) return;
  for (const label of new Set(shape.labels))
    if (!labels.has(label)) yield unknownLabel(`groups by ${label}`, label, { labels });
}

function unknownMetric(name: string, { metrics, servers }: Contract): Wrong {
  const declare = `or declare it on the object: ${METRICS_ANNOTATION}: '${name}{…}', with its labels`;
  if (HISTOGRAMS.has(name))
    return {
      problem: `reads ${name}, a histogram, of which there are ${name}_bucket, _count and _sum`,
      fix: `name one of them, ${declare}`,
    };
  const server = SERVED.get(name);
  const who = servers.length === 0 ? 'no profile is named' : `${servers.join(' and ')} does not`;
  const near = nearest(name, [...metrics.keys()]);
  return {
    problem:
      server === undefined
        ? `reads ${name}, which nobody is known to emit`
        : `reads ${name}, which ${server.by} emits, and ${who}`,
    fix: `${near === undefined ? 'name a metric that somebody emits' : `did you mean '${near}'?`} ${declare}`,
  };
}

function unknownLabel(problem: string, label: string, { labels }: Pick<KnownSeries, 'labels'>): Wrong {
  return {
    problem: `${problem}, a label that ${problem.startsWith('groups') ? 'nothing in it' : 'it'} does not have`,
    fix: chooseFix(label, [...(labels ?? [])].sort()),
  };
}
