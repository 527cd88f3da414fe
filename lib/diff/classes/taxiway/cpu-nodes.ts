import { asNumber, asText } from '../../../check/json';
import { findFamily } from '../../../gpu/cpus';
import { documentOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { all, availability, comesAndGoes, cost, neutral, scaled } from '../vocabulary';
import { ASKING, podsIn, sharedNodes } from './nodes';

const whole = (situation: WholeSituation): string => {
  const document = documentOf(situation);
  const gone = situation.after === undefined;
  return `{who} ${gone ? 'does not ask for' : 'asks for'} ${shown(document.object['family'])} nodes for ${podsIn(document)}${gone ? ' any more' : ''}${sharedNodes(document, situation.sides)}`;
};

/** Images are built for one kind of processors. */
const family: Judge<LeafSituation> = (situation) => {
  const [before, after] = [situation.before, situation.after].map((value) => findFamily(asText(value) ?? '')?.arch);
  const says = '{who} asks for {after} nodes instead of {before}';
  return all<LeafSituation>(
    cost.other(says),
    before === after
      ? availability.other(says, { effect: 'rolls-pods' })
      : availability.less(`${says}: its image has to be one for ${shown(after ?? 'their')} processors`, {
          effect: 'rolls-pods',
        }),
  )(situation);
};

const amount = (what: string, show: (value: number) => string): Judge<LeafSituation> =>
  scaled(
    ({ before, after, documents, sides }) =>
      `{who} asks for ${show(asNumber(after) ?? 0)} ${what} a pod instead of ${show(asNumber(before) ?? 0)}${sharedNodes(documents.after, sides)}`,
    { unset: 0, up: [cost.more], down: [cost.less] },
  );

/** What a workload without GPUs asks of the platform: nodes of a machine family. */
export const CPU_NODES: KindClasses = {
  domain: 'demand',
  kind: 'CpuNodes',
  whole: comesAndGoes({
    added: cost.more(whole, { effect: 'creates' }),
    removed: cost.less(whole, { effect: 'deletes' }),
    renamed: neutral('the demand of {who} has another name'),
  }),
  paths: {
    ...ASKING,
    family,
    cpu: amount('cores', (value) => String(value / 1000)),
    memory: amount('GiB of memory', (value) => String(Math.round((value / 2 ** 30) * 100) / 100)),
  },
};
