import { asNumber, asText, at } from '../../../check/json';
import { valueAt } from '../place';
import type { Judge, LeafSituation } from '../table';
import { availability, below, neutral, scaled } from '../vocabulary';
import { factsOf } from './metadata';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** How long the environment's load balancer takes to forget a pod. */
export function detachOf({ sides }: LeafSituation): string | undefined {
  return asText(at(factsOf(sides.head ?? sides.base), 'gateway', 'detachTime'));
}

const asked: Rows = {
  'httpGet.path': availability.other('{who} is asked at {after} instead of {before} whether it {does}'),
  'httpGet.port': availability.other('{who} is asked at port {after} instead of {before} whether it {does}'),
  'httpGet.**': availability.other('{who} is asked otherwise whether it {does}: {key} {after} instead of {before}'),
  'grpc.**': availability.other('{who} is asked by gRPC whether it {does}: {key} {after} instead of {before}'),
  'tcpSocket.**': availability.other('{who} is tried at port {after} instead of {before} whether it {does}'),
  'exec.**': availability.other('{who} is asked by a program whether it {does}: {after} instead of {before}'),
  timeoutSeconds: scaled('{who} has {after:s} instead of {before:s} to say whether it {does}', {
    unset: 1,
    up: [availability.more],
    down: [availability.less],
  }),
  successThreshold: availability.other('{who} must say {after} times instead of {before} that it {does}'),
  terminationGracePeriodSeconds: availability.other(
    '{who} has {after:s} to go when it is not well, instead of {before:s}',
  ),
};

function probe(field: string, does: string, more: Rows): Rows {
  const said = Object.fromEntries(
    Object.entries({ ...more, ...asked }).map(([path, judge]): [string, Judge<LeafSituation>] => [
      path,
      (situation) =>
        [judge(situation)]
          .flat()
          .map((assessment) => ({ ...assessment, says: assessment.says.replace('{does}', does) })),
    ]),
  );
  return below(field, said);
}

const patience = (says: string, unset: number): Judge<LeafSituation> =>
  scaled(says, { unset, up: [availability.more], down: [availability.less] });

/** How long a process may take to start, in seconds. */
const starts: Judge<LeafSituation> = (situation) => {
  const { path, documents } = situation;
  const seconds = [documents.before, documents.after].map(({ object }) => {
    const probed = valueAt(object, [...path.slice(0, path.indexOf('startupProbe')), 'startupProbe']);
    return (asNumber(at(probed, 'failureThreshold')) ?? 3) * (asNumber(at(probed, 'periodSeconds')) ?? 10);
  });
  const [before, after] = seconds;
  if (before === after) return neutral<LeafSituation>('{who} is asked in another rhythm while it starts')(situation);
  return patience('{who} has {after:s} instead of {before:s} to start', 30)({ ...situation, before, after });
};

/** Probes: who must answer, how fast, and what follows. */
export const PROBES: Rows = {
  startupProbe: (situation) =>
    situation.after === undefined
      ? availability.less<LeafSituation>(
          '{who} has no time of its own to start: it counts as dead as soon as it is late',
        )(situation)
      : starts(situation),
  readinessProbe: (situation) =>
    situation.after === undefined
      ? availability.less<LeafSituation>('{who} gets calls before it is ready: nobody asks any more')(situation)
      : availability.other<LeafSituation>('{who} is asked whether it is ready before it gets calls')(situation),
  livenessProbe: (situation) =>
    situation.after === undefined
      ? availability.less<LeafSituation>('{who} is not restarted when it hangs: nobody asks any more')(situation)
      : availability.other<LeafSituation>('{who} is restarted when it does not answer')(situation),
  ...probe('startupProbe', 'has started', {
    failureThreshold: starts,
    periodSeconds: starts,
    initialDelaySeconds: patience('{who} is left alone for {after:s} instead of {before:s} when it starts', 0),
  }),
  ...probe('readinessProbe', 'is ready', {
    failureThreshold: patience('{who} may fail {after} times instead of {before} before it gets no calls', 3),
    periodSeconds: availability.other('{who} is asked every {after:s} instead of every {before:s} whether it is ready'),
    initialDelaySeconds: availability.other(
      '{who} is ready {after:s} after its start at the earliest, instead of {before:s}',
    ),
  }),
  ...probe('livenessProbe', 'still works', {
    failureThreshold: patience('{who} may fail {after} times instead of {before} before it is restarted', 3),
    periodSeconds: patience('{who} is asked every {after:s} instead of every {before:s} whether it still works', 10),
    initialDelaySeconds: patience('{who} is left alone for {after:s} instead of {before:s} when it starts', 0),
  }),
};
