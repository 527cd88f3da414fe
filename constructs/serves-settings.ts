import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import { toMilliseconds, type Duration } from '../lib/units';
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

/** Port, protocol, readiness and deadlines. */
export function readServes(read: Props, props: WorkloadProps) {
  const serves = props.serves ?? {};
  const port = read.take(
    'serves.port',
    serves.port,
    { value: 8080, because: 'a port that needs no privilege' },
    (given) =>
      Number.isInteger(given) && given >= 1024 && given <= 65_535
        ? undefined
        : {
            code: 'PORT_INVALID',
            problem: `is ${show(given)}`,
            fix: 'give a port from 1024 to 65535; lower ones need root',
          },
  );
  const protocols = ['http', 'grpc'] as const;
  const protocol = read.take<'http' | 'grpc'>(
    'serves.protocol',
    serves.protocol,
    { value: 'http', because: 'most model servers speak HTTP' },
    (given) =>
      protocols.includes(given)
        ? undefined
        : { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix: chooseFix(given, protocols), allowed: protocols },
  );
  let ready: string | undefined;
  if (serves.ready !== undefined) {
    ready = read.take<string>('serves.ready', serves.ready, { value: '/', because: '' }, (given) => {
      if (protocol === 'grpc')
        return {
          code: 'VALUE_INVALID',
          problem: 'is a path, and the protocol is grpc',
          fix: 'drop it: gRPC is probed by its health service',
        };
      return typeof (given as unknown) === 'string' && PATH.test(given)
        ? undefined
        : { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix: "give a path such as '/health'" };
    });
  } else {
    read.note('serves.ready', {
      value: null,
      origin: 'default',
      because: protocol === 'grpc' ? "gRPC's own health service" : 'ready when the port accepts connections',
    });
  }
  const request = read.take(
    'serves.longestRequest',
    serves.longestRequest,
    { value: '60s', because: "Rails' own limit for a request" },
    durationObjection,
  );
  const stream = read.take(
    'serves.longestStream',
    serves.longestStream,
    { value: request, because: 'no stream is longer than a request' },
    durationObjection,
  );
  const [requestTime, streamTime] = [toMilliseconds(request) ?? 0, toMilliseconds(stream) ?? 0];
  const longestProp = streamTime > requestTime ? ('serves.longestStream' as const) : ('serves.longestRequest' as const);
  return { port, protocol, ready, longestExchange: Math.ceil(Math.max(requestTime, streamTime) / 1000), longestProp };
}
