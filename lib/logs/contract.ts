import { show } from '../nearest';
import { brokenAt } from './json-position';

/** What Google's logging calls severities; what it doesn't know, it takes for none. */
export const SEVERITIES = [
  'DEFAULT',
  'DEBUG',
  'INFO',
  'NOTICE',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'ALERT',
  'EMERGENCY',
] as const;

/** What a line of a log lacks, and how it gets it. */
export interface LogFault {
  readonly kind: 'not-json' | 'missing' | 'invalid' | 'forbidden';
  /** Where in the line: a key, `httpRequest.status`; of what is no JSON, nothing. */
  readonly key?: string;
  /** The column at which it stops being JSON, from 1. */
  readonly column?: number;
  readonly problem: string;
  readonly fix: string;
}

/** The date and time of RFC 3339, with its zone. */
const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const LATENCY = /^\d+(?:\.\d+)?s$/;
/** Keys that Google's logging takes out of a line; its page on structured logging lists them. */
const TAKEN_OUT = /^(?:severity|message|time|timestamp|httpRequest|logging\.googleapis\.com\/.+)$/;
/** Keys whose values nobody may read in a log, at any depth and in any spelling. */
const FORBIDDEN = new Set(['authorization', 'cookie', 'password']);

type Test = readonly [holds: (value: unknown) => boolean, allowed: string];
const text: Test = [(value) => typeof value === 'string', 'a text'];
const status: Test = [
  (value) => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599,
  'a status of HTTP, 100 to 599',
];

const REQUIRED: Readonly<Record<string, Test>> = {
  severity: [(value) => SEVERITIES.some((one) => one === value), SEVERITIES.join(', ')],
  message: text,
  time: [(value) => typeof value === 'string' && TIME.test(value), "a time with its zone: '2027-01-31T12:00:00Z'"],
};

const OPTIONAL: Readonly<Record<string, Test>> = {
  correlation_id: text,
  service: text,
  version: text,
  method: text,
  status,
  duration_s: [(value) => typeof value === 'number' && value >= 0, 'seconds, 0 or more'],
};

const REQUEST: Readonly<Record<string, Test>> = {
  requestMethod: text,
  requestUrl: text,
  status,
  latency: [(value) => typeof value === 'string' && LATENCY.test(value), "seconds with their unit: '0.25s'"],
};

/** How each key that has to be there is had from what servers write instead. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  severity: ['level', 'levelname'],
  message: ['msg', 'event'],
  time: ['timestamp', 'asctime', 'ts', '@timestamp'],
};

/** Everything that a line of a log lacks; none where it keeps the contract of schemas/log.schema.json. */
export function faultsOf(line: string): readonly LogFault[] {
  const parsed = parse(line);
  if ('fault' in parsed) return [parsed.fault];
  const { entry } = parsed;
  const request = entry['httpRequest'];
  return [
    ...Object.entries(REQUIRED).flatMap(([key, test]) =>
      Object.hasOwn(entry, key) ? invalid(entry[key], key, test) : [missing(entry, key)],
    ),
    ...Object.entries(OPTIONAL).flatMap(([key, test]) =>
      Object.hasOwn(entry, key) ? invalid(entry[key], key, test) : [],
    ),
    ...(request === undefined ? [] : requestFaults(request)),
    ...bare(entry),
    ...forbidden(entry, ''),
  ];
}

type Entry = Readonly<Record<string, unknown>>;

function parse(line: string): { readonly entry: Entry } | { readonly fault: LogFault } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { entry: value as Entry };
    const problem = `is ${show(value)}, not an object`;
    return { fault: { kind: 'not-json', column: 1, problem, fix: 'write one object a line' } };
  } catch {
    const column = brokenAt(line) + 1;
    const fix = 'write one JSON object a line, exceptions and warnings too';
    return { fault: { kind: 'not-json', column, problem: `is no JSON from column ${column} on`, fix } };
  }
}

function missing(entry: Entry, key: string): LogFault {
  const other = INSTEAD[key]?.find((one) => Object.hasOwn(entry, one));
  const fix =
    other === undefined
      ? `write ${key}: ${REQUIRED[key]?.[1] ?? ''}`
      : `call ${other} ${key}: ${REQUIRED[key]?.[1] ?? ''}`;
  return { kind: 'missing', key, problem: 'is missing', fix };
}

function invalid(value: unknown, key: string, [holds, allowed]: Test): readonly LogFault[] {
  return holds(value) ? [] : [{ kind: 'invalid', key, problem: `is ${show(value)}`, fix: `allowed: ${allowed}` }];
}

/** Of a line with nothing else, Google's logging keeps the message alone, as text: no key of it can be searched by. */
function bare(entry: Entry): readonly LogFault[] {
  const whole = Object.keys(REQUIRED).every((key) => Object.hasOwn(entry, key));
  if (!whole || Object.keys(entry).some((key) => !TAKEN_OUT.test(key))) return [];
  const problem = 'is missing, or any other key: what is left without those that Google takes out is kept as text';
  return [{ kind: 'missing', key: 'service', problem, fix: 'write service: the variable SERVICE_NAME says it' }];
}

function requestFaults(request: unknown): readonly LogFault[] {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return [{ kind: 'invalid', key: 'httpRequest', problem: `is ${show(request)}`, fix: 'allowed: an object' }];
  const entry = request as Entry;
  return Object.entries(REQUEST).flatMap(([key, test]) =>
    Object.hasOwn(entry, key) ? invalid(entry[key], `httpRequest.${key}`, test) : [],
  );
}

/** The value is not shown: it may be what it says. */
function forbidden(value: unknown, at: string): readonly LogFault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const here = at === '' ? key : `${at}.${key}`;
    if (!FORBIDDEN.has(key.toLowerCase())) return forbidden(inner, here);
    return [
      {
        kind: 'forbidden',
        key: here,
        problem: 'is in the log',
        fix: 'leave it out: a log is read by many, and for long',
      },
    ];
  });
}
