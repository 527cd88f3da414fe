import type { Json } from '../../../assembly/document';
import { asObject, asTexts, at } from '../../../check/json';
import { listed, shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { member, neutral, observability, security } from '../vocabulary';
import { ofWorkload as by } from './workload-in';

/** What a store is, in one breath. */
function described(store: Json | undefined): string {
  const { kind, range, host, bucket, claim, port } = asObject(store);
  const place = [range, host, bucket, claim].find((one) => one !== undefined);
  const where = `${shown(place)}${port === undefined ? '' : `:${shown(port)}`}`;
  return `${shown(kind)} at ${where}, which holds ${listed(asTexts(at(store, 'holds')).map(shown))}`;
}

const whole: Judge<LeafSituation> = member({
  added: security.wider((situation) =>
    by(`{user} keeps data in the store {item}: ${described(situation.after)}`)(situation),
  ),
  removed: security.narrower((situation) =>
    by(`{user} does not use the store {item} any more: ${described(situation.before)}`)(situation),
  ),
});

const elsewhere = security.wider<LeafSituation>(by('the store {item} of {user} is at {after} instead of {before}'));

/** What a workload declares of its stores, below `workloads[]`. */
export const STORES: Readonly<Record<string, Judge<LeafSituation>>> = {
  'stores[]': whole,
  'stores[].name': neutral(by('the store {before} of {user} is called {after}')),
  'stores[].kind': neutral(by('the store {item} of {user} is a {after} instead of a {before}')),
  ...Object.fromEntries(['range', 'host', 'bucket', 'claim', 'port'].map((field) => [`stores[].${field}`, elsewhere])),
  'stores[].holds[]': member({
    added: security.wider(by('a store of {user} holds {after} as well')),
    removed: security.narrower(by('a store of {user} does not hold {before} any more')),
  }),
  'stores[].credentials.secret': observability.other(
    by('{user} logs in to the store {item} with the secret {after} instead of {before}'),
  ),
  'stores[].credentials.class': (situation) =>
    situation.after === 'long-lived'
      ? security.wider<LeafSituation>(by('{user} logs in to the store {item} with a long-lived secret'))(situation)
      : security.narrower<LeafSituation>(by('{user} logs in to the store {item} with no long-lived secret any more'))(
          situation,
        ),
};
