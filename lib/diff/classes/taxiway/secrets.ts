import type { Json } from '../../../assembly/document';
import { asObject, asText, at } from '../../../check/json';
import { isDay, toDays } from '../../../secrets/day';
import { shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { availability, member, neutral, observability, scaled, security } from '../vocabulary';
import { duration } from '../amount';
import { ofWorkload as by } from './workload-in';

const LONG = 'long-lived';

/** What stands behind a long-lived secret that comes or goes. */
function termsIn(secret: Json | undefined): string {
  const { expires, owner, reason } = asObject(at(secret, 'terms'));
  return `until ${shown(expires)}, rotated by ${shown(owner)}, because ${shown(reason)}`;
}

const isLong = (value: Json | undefined): boolean => at(value, 'class') === LONG;

/** A secret that is brought is judged where it is brought; that others know it is said here alone. */
const whole: Judge<LeafSituation> = (situation) => {
  const { before, after } = situation;
  if (after !== undefined && isLong(after))
    return security.wider<LeafSituation>(by(`{user} holds the long-lived secret {item}, ${termsIn(after)}`))(situation);
  if (before !== undefined && after === undefined && isLong(before))
    return security.narrower<LeafSituation>(by('{user} does not hold the long-lived secret {item} any more'))(
      situation,
    );
  return neutral<LeafSituation>(by(`{user} ${after === undefined ? 'drops' : 'declares'} the secret {item}`))(
    situation,
  );
};

const ofClass: Judge<LeafSituation> = (situation) =>
  situation.after === LONG
    ? security.wider<LeafSituation>(
        by('the secret {item} of {user} becomes long-lived: others know it too, and it is good until it is replaced'),
      )(situation)
    : security.narrower<LeafSituation>(
        by('the secret {item} of {user} is long-lived no more: the platform rotates it'),
      )(situation);

/** A day as a number that grows. */
const dayOf = (value: Json): bigint | undefined => (isDay(value) ? BigInt(value.replaceAll('-', '')) : undefined);
const daysOf = (value: Json): bigint | undefined => {
  const days = toDays(value);
  return days === undefined ? undefined : BigInt(days);
};

const isFile = (value: Json | undefined): boolean => asText(value) === 'file';

const delivery: Judge<LeafSituation> = (situation) => {
  const { before, after } = situation;
  const registry = at(after, 'registry');
  if (registry !== undefined)
    return security.other<LeafSituation>(
      by(`the secret {item} of {user} is presented to ${shown(registry)} by nodes, and no container has it any more`),
    )(situation);
  if (at(before, 'registry') !== undefined)
    return security.wider<LeafSituation>(
      by('containers of {user} have the secret {item}, which nodes alone presented to a registry before'),
    )(situation);
  if (isFile(before))
    return security.wider<LeafSituation>(
      by(
        'the secret {item} of {user} arrives as a variable, no file any more: child processes and dumps of the environment have it',
      ),
    )(situation);
  if (isFile(after))
    return security.narrower<LeafSituation>(by('the secret {item} of {user} arrives as a file, no variable any more'))(
      situation,
    );
  return availability.other<LeafSituation>(by('the secret {item} of {user} arrives under other variables'))(situation);
};

const say = (value: Json | undefined): string => {
  const reload = at(value, 'reload');
  const restart = at(value, 'restart');
  if (reload !== undefined) return `the process looks at its file every ${shown(reload)}`;
  if (restart !== undefined) return `its pods run with version ${shown(restart)}`;
  return 'the process reads its file each time';
};

const terms: Readonly<Record<string, Judge<LeafSituation>>> = {
  reason: neutral(by('the secret {item} of {user} is long-lived for another reason: {after}, was {before}')),
  owner: observability.other(by('the secret {item} of {user} is rotated by {after} instead of {before}')),
  expires: scaled(by('the secret {item} of {user} is good until {after} instead of {before}'), {
    by: dayOf,
    up: [security.wider],
    down: [security.narrower],
  }),
  rotateEvery: scaled(by('a value of the secret {item} of {user} is used for {after} at most instead of {before}'), {
    by: daysOf,
    up: [security.wider],
    down: [security.narrower],
  }),
  rotated: observability.other(by('the secret {item} of {user} was rotated on {after}; before it said {before}')),
  overlap: scaled(
    by('two generations of the secret {item} of {user} pass for {after} instead of {before} while it rotates'),
    { by: duration, up: [security.wider, availability.more], down: [security.narrower, availability.less] },
  ),
  signedFor: scaled(by('what is signed with the secret {item} of {user} stays good for {after} instead of {before}'), {
    by: duration,
    up: [security.wider],
    down: [security.narrower],
  }),
};

/** What a workload declares of its secrets, below `workloads[]`. */
export const SECRETS: Readonly<Record<string, Judge<LeafSituation>>> = {
  'secrets[]': whole,
  'secrets[].name': neutral(by('the secret {before} of {user} is called {after}')),
  'secrets[].class': ofClass,
  'secrets[].path': security.other(by('the secret {item} of {user} is kept at {after} instead of {before}')),
  'secrets[].properties[]': member({
    added: neutral(by('{user} reads the part {after} of the secret {item}')),
    removed: neutral(by('{user} does not read the part {before} of the secret {item} any more')),
  }),
  'secrets[].delivery': delivery,
  'secrets[].delivery.registry': security.other(
    by('the secret {item} of {user} is presented to {after} instead of {before}'),
  ),
  'secrets[].delivery.**': availability.other(by('a part of the secret of {user} arrives as {after}, was {before}')),
  'secrets[].onChange': availability.other((situation) =>
    by(`when the secret {item} of {user} changes, ${say(situation.after)}; before, ${say(situation.before)}`)(
      situation,
    ),
  ),
  'secrets[].onChange.reload': availability.other(
    by('{user} looks at the file of the secret {item} every {after} instead of {before}'),
  ),
  'secrets[].onChange.restart': availability.other(
    by('pods of {user} run with version {after} of the secret {item} instead of {before}'),
    { effect: 'rolls-pods' },
  ),
  // They come and go with the class, which says it.
  'secrets[].terms': neutral(by('the terms of the secret {item} of {user} come or go with its class')),
  ...Object.fromEntries(Object.entries(terms).map(([name, judge]) => [`secrets[].terms.${name}`, judge])),
};
