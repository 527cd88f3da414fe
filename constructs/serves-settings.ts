import { isRecord } from '../lib/facts/refuse';
import { chooseFix, show } from '../lib/nearest';
import type { Fallback, Objection, Props } from '../lib/props';
import { typedValue, type TypedRun } from '../lib/profiles/interpret';
import { toMilliseconds, type Duration } from '../lib/units';
import type { ChosenProfile } from './profile-choice';
import type { WorkloadProps } from './workload-props';

/** The path of a URL, as its standard spells it. */
const PATH = /^\/[A-Za-z0-9\-._~%!$&'()*+,;=:@/]*$/;

function durationObjection(given: Duration): Objection | undefined {
  const milliseconds = toMilliseconds(given);
  if (milliseconds !== undefined && milliseconds <= 24 * 3_600_000) return undefined;
  return {
    code: 'DURATION_INVALID',
    problem: `is ${show(given)}`,
    fix: "give a duration such as '800ms', '60s' or '1h', without blanks, above 0, at most '24h'",
  };
}

/** Port, protocol, readiness and deadlines; a profile has defaults of its own for them. */
export function readServes(read: Props, props: WorkloadProps, chosen?: ChosenProfile, typed?: TypedRun) {
  const serves = props.serves ?? {};
  const protocol = readProtocol(read, serves.protocol, chosen);
  const answers = chosen?.profile.protocols[protocol];
  const port = readPort(read, serves.port, chosen && { chosen, protocol, typed });
  const ready = readReady(read, serves.ready, protocol, chosen);
  const request = read.take(
    'serves.longestRequest',
    serves.longestRequest,
    { value: '60s', because: "Rails' own limit for a request" },
    durationObjection,
  );
  const streamed = chosen?.profile.longestStream;
  const longer = streamed !== undefined && millisecondsOf(streamed.value) > millisecondsOf(request);
  const stream = read.take(
    'serves.longestStream',
    serves.longestStream,
    longer ? streamed : { value: request, because: 'no stream is longer than a request' },
    durationObjection,
  );
  const metrics = readMetrics(read, serves.metrics, { port, protocol }, chosen);
  if (serves.keepAlive !== undefined) readKeepAlive(read, serves.keepAlive, chosen);
  const [requestTime, streamTime] = [millisecondsOf(request), millisecondsOf(stream)];
  const longestProp = streamTime > requestTime ? ('serves.longestStream' as const) : ('serves.longestRequest' as const);
  return {
    port,
    protocol,
    ready,
    answers,
    longestExchange: Math.ceil(Math.max(requestTime, streamTime) / 1000),
    longestProp,
    ...(metrics && { metrics }),
  };
}

/** Where the author says that metrics are. */
function readMetrics(
  read: Props,
  given: unknown,
  { port: own, protocol }: { readonly port: number; readonly protocol: string },
  chosen?: ChosenProfile,
) {
  if (given === undefined) return undefined;
  read.known('serves.metrics', given, ['port', 'path']);
  if (chosen !== undefined) {
    const problem = `is given beside the profile of ${chosen.profile.title}, which says where they are`;
    read.refuse('serves.metrics', { code: 'VALUE_INVALID', problem, fix: 'leave it out' }, given);
    return undefined;
  }
  if (!isRecord(given)) return undefined;
  const { port = protocol === 'http' ? own : undefined, path = '/metrics' } = given;
  if (!isPort(port) || (protocol === 'grpc' && port === own)) {
    const problem = port === undefined ? 'is missing, and gRPC has no pages' : `is ${show(port)}`;
    read.refuse('serves.metrics.port', { code: 'PORT_INVALID', problem, fix: PORT_FIX }, port);
    return undefined;
  }
  if (typeof path !== 'string' || !PATH.test(path)) {
    const fix = "give a path such as '/metrics'";
    read.refuse('serves.metrics.path', { code: 'VALUE_INVALID', problem: `is ${show(path)}`, fix }, path);
    return undefined;
  }
  const metrics = { port: Number(port), path };
  read.take<unknown>('serves.metrics', given, { value: metrics, because: '' });
  return metrics;
}

/** Declared, so that a check can judge it; nothing follows from it. A profile says itself what its server does. */
function readKeepAlive(read: Props, given: Duration, chosen?: ChosenProfile): void {
  read.take<Duration>('serves.keepAlive', given, { value: '620s', because: '' }, (value) =>
    chosen === undefined
      ? durationObjection(value)
      : {
          code: 'VALUE_INVALID',
          problem: `is given beside the profile of ${chosen.profile.title}, which says what it does`,
          fix: 'leave it out; what the profile passes can be typed in run.args or run.variables',
        },
  );
}

const millisecondsOf = (duration: Duration): number => toMilliseconds(duration) ?? 0;

function readProtocol(read: Props, given: 'http' | 'grpc' | undefined, chosen?: ChosenProfile): 'http' | 'grpc' {
  const protocols = ['http', 'grpc'] as const;
  const spoken = protocols.filter((one) => chosen === undefined || chosen.profile.protocols[one] !== undefined);
  return read.take<'http' | 'grpc'>(
    'serves.protocol',
    given,
    { value: 'http', because: 'most model servers speak HTTP' },
    (value) => {
      if (spoken.includes(value)) return undefined;
      const silent = chosen !== undefined && protocols.includes(value) ? `, which ${chosen.profile.title} has not` : '';
      return {
        code: 'VALUE_INVALID',
        problem: `is ${show(value)}${silent}`,
        fix: chooseFix(value, spoken),
        allowed: spoken,
      };
    },
  );
}

const isPort = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1024 && Number(value) <= 65_535;
const PORT_FIX = 'give a port from 1024 to 65535; lower ones need root';

/** What the port of a profile follows from. */
interface ProfilePort {
  readonly chosen: ChosenProfile;
  readonly protocol: 'http' | 'grpc';
  readonly typed?: TypedRun;
}

function readPort(read: Props, given: number | undefined, profile?: ProfilePort): number {
  const said = profile?.typed && typedValue(profile.chosen.profile, 'port', profile.protocol, profile.typed);
  const usual = profile?.chosen.profile.protocols[profile.protocol]?.port;
  const saidPort = Number(said?.value);
  // A reference, `$(PORT)`, is read by the kubelet only.
  const hidden = said?.value.includes('$(') === true;
  if (said !== undefined && given === undefined && !isPort(saidPort)) {
    const fix = hidden ? 'type it as serves.port as well: what a reference stands for is not known here' : PORT_FIX;
    read.refuse(said.at, { code: 'PORT_INVALID', problem: `${said.by} ${show(said.value)}`, fix }, said.value);
  }
  return read.take('serves.port', given, usualPort(said, saidPort, usual, profile), (port) => {
    if (!isPort(port)) return { code: 'PORT_INVALID', problem: `is ${show(port)}`, fix: PORT_FIX };
    if (said === undefined || hidden || saidPort === port) return undefined;
    const fix = 'leave one of them out: the other follows';
    return { code: 'PORT_INVALID', problem: `is ${port}, and ${said.by} ${show(said.value)}`, fix };
  });
}

function usualPort(
  said: { readonly by: string } | undefined,
  saidPort: number,
  usual: number | undefined,
  profile?: ProfilePort,
): Fallback<number> {
  if (said !== undefined && isPort(saidPort)) return { value: saidPort, because: said.by };
  return usual === undefined
    ? { value: 8080, because: 'a port that needs no privilege' }
    : { value: usual, because: `the port of ${profile?.chosen.profile.title ?? ''}` };
}

function readReady(
  read: Props,
  given: string | undefined,
  protocol: 'http' | 'grpc',
  chosen?: ChosenProfile,
): string | undefined {
  const usual = chosen?.profile.protocols[protocol]?.ready;
  if (given === undefined) {
    const because = protocol === 'grpc' ? "gRPC's own health service" : 'ready when the port accepts connections';
    read.note('serves.ready', {
      value: usual ?? null,
      origin: 'default',
      because:
        usual === undefined ? because : `${chosen?.profile.title ?? ''} answers there once its models are loaded`,
    });
    return usual;
  }
  return read.take<string>('serves.ready', given, { value: usual ?? '/', because: '' }, (path) => {
    if (protocol === 'grpc')
      return {
        code: 'VALUE_INVALID',
        problem: 'is a path, and the protocol is grpc',
        fix: 'drop it: gRPC is probed by its health service',
      };
    return typeof (path as unknown) === 'string' && PATH.test(path)
      ? undefined
      : { code: 'VALUE_INVALID', problem: `is ${show(path)}`, fix: "give a path such as '/health'" };
  });
}
