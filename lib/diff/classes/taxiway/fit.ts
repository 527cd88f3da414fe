import { asList, asObject, at } from '../../../check/json';
import { itemOf, shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { availability, neutral } from '../vocabulary';

/** What a server may take of a card leaves this little, in percent, before a model is near its limit. */
const NEAR = 90;

/** How full a GPU is of its model: `the model of {who} takes 97 % of what a server may take of its l4 instead of 81`. */
function says(situation: LeafSituation, who: string): string {
  const { documents, before, after } = situation;
  const workload = asList(documents.after.object['workloads']).find((one) => at(one, 'name') === itemOf(situation));
  const { cards = 1, card = 'GPU' } = asObject(at(workload, 'fit'));
  const whole = cards === 1 ? `its ${shown(card)}` : `each of its ${shown(cards)} ${shown(card)}`;
  return `the model of ${who} takes ${shown(after)} % of what a server may take of ${whole} instead of ${shown(before)}`;
}

const whose = (situation: LeafSituation): string => {
  const workload = itemOf(situation);
  return workload === 'api' ? '{service}' : `{service}/${shown(workload)}`;
};

const percent: Judge<LeafSituation> = (situation) => {
  const text = says(situation, whose(situation));
  const [old, now] = [Number(situation.before), Number(situation.after)];
  if (now >= NEAR && !(old >= now)) return availability.less<LeafSituation>(`${text}: near the limit`)(situation);
  return (old >= NEAR && now < NEAR ? availability.more : neutral)<LeafSituation>(text)(situation);
};

/** What synth reckons of a model and its GPU, which is in no other document. The verdict follows from the percent. */
export const FIT: Readonly<Record<string, Judge<LeafSituation>>> = {
  'workloads[].fit.percent': percent,
  'workloads[].fit.judged': (situation) => {
    const who = whose(situation);
    return situation.after === 'all'
      ? availability.more<LeafSituation>(`the whole model of ${who} is held against its GPU`)(situation)
      : availability.other<LeafSituation>(
          `of the model of ${who} only the weights are held against its GPU, not the cache of its requests`,
        )(situation);
  },
};
