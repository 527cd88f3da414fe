import { isNamedSecret, secretShape } from '../../../check/secret-shapes';
import { documentOf, itemOf, shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { availability, member, neutral, observability, ranked, security } from '../vocabulary';
import { secretNamed } from './secret-name';
import { unlessVersion } from './secret-version';
import { keepAlive } from './server-flags';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** Variables that decide which code runs, whom it trusts, or past whom it goes. */
const POWERFUL =
  /^(?:LD_(?:PRELOAD|LIBRARY_PATH)|PATH|PYTHONPATH|PYTHONSTARTUP|NODE_OPTIONS|NODE_TLS_REJECT_UNAUTHORIZED|BASH_ENV|GIT_SSH_COMMAND|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PYTHONHTTPSVERIFY|.*_PROXY|.*INSECURE.*|.*SKIP_(?:TLS_)?VERIFY.*|HF_ENDPOINT)$/i;

/** The name of the variable, whether the whole entry is judged or its value. */
const nameIn = (situation: LeafSituation): string => shown(itemOf(situation));

function hostOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test(value) && URL.canParse(value)
    ? new URL(value).host
    : undefined;
}

const logFormat = ranked(['text', 'json'], 'logs of {who} are asked for as {after} instead of {before}', {
  unset: 'text',
  up: [observability.more],
  down: [observability.less],
});

/** Variables by which a process is told how to log, and what to say of itself in each line. */
const LOGGING: Readonly<Record<string, Judge<LeafSituation>>> = {
  LOG_FORMAT: member({
    added: logFormat,
    // A flag of the server may ask for the same.
    removed: observability.less('{who} is no longer asked for logs as {before} by LOG_FORMAT'),
    changed: logFormat,
  }),
  VLLM_LOGGING_CONFIG_PATH: member({
    added: observability.more('{who} writes its log as {after} says, and not as text'),
    removed: observability.less('{who} writes its log as text, and not as {before} says'),
    changed: observability.other('{who} writes its log as {after} says instead of {before}'),
  }),
  SERVICE_NAME: observability.other('{who} calls itself {after} in its log instead of {before}'),
  SERVICE_VERSION: neutral('{who} calls itself version {after} in its log instead of {before}'),
  ENVIRONMENT: observability.other('{who} says in its log that it runs in {after} instead of {before}'),
};

/** A value that is written into the pod. What looks like a secret is not repeated. */
const value: Judge<LeafSituation> = (situation) => {
  const { before, after } = situation;
  const name = nameIn(situation);
  const idle = keepAlive(name);
  if (idle !== undefined) return idle(situation);
  if (Object.hasOwn(LOGGING, name)) return LOGGING[name]?.(situation) ?? [];
  const text = typeof after === 'string' ? after : '';
  if (isNamedSecret(name, text) || secretShape(text) !== undefined)
    return security.wider<LeafSituation>(`{who} is given a secret in plain text: ${name}`)(situation);
  if (isNamedSecret(name, typeof before === 'string' ? before : ''))
    return security.other<LeafSituation>(`{who} is not given ${name} as it was`)(situation);
  if (POWERFUL.test(name))
    return security.other<LeafSituation>(
      `{who} runs with ${name}={after} instead of {before}, which decides what it runs, trusts or passes by`,
    )(situation);
  const [from, to] = [hostOf(before), hostOf(after)];
  if (to !== undefined && from !== to)
    return security.other<LeafSituation>(`{who} is pointed at ${to} by ${name} instead of ${from ?? 'nothing'}`)(
      situation,
    );
  return availability.other<LeafSituation>(`{who} starts with ${name}={after} instead of {before}`)(situation);
};

const reads = member<LeafSituation>({
  added: security.wider(
    (situation) => `{who} now reads ${secretNamed(documentOf(situation), situation.after)} as ${nameIn(situation)}`,
  ),
  removed: security.narrower(
    (situation) =>
      `{who} no longer reads ${secretNamed(documentOf(situation), situation.before)} as ${nameIn(situation)}`,
  ),
  changed: security.other(
    (situation) =>
      `{who} reads ${secretNamed(documentOf(situation), situation.after)} instead of ${secretNamed(documentOf(situation), situation.before)} as ${nameIn(situation)}`,
  ),
});

const from: Rows = {
  'secretKeyRef.name': reads,
  'secretKeyRef.key': unlessVersion(reads),
  'secretKeyRef.optional': availability.other('{who} starts without the secret: {after} instead of {before}'),
  'configMapKeyRef.**': availability.other('{who} takes {item} from other settings: {after} instead of {before}'),
  'fieldRef.**': neutral('{who} learns its own {after} as {item}'),
  'resourceFieldRef.**': neutral('{who} learns its own {after} as {item}'),
  'fileKeyRef.**': security.other('{who} takes {item} from a file: {after} instead of {before}'),
};

const known: Judge<LeafSituation> = member({
  added: availability.other('{who} knows {after}'),
  removed: availability.other('{who} does not know {before} any more'),
  changed: availability.other('{who} knows {after} instead of {before}'),
});

/** What becomes of the log is said of the value. */
const knownForLogs: Judge<LeafSituation> = member({
  added: neutral('{who} knows {after}'),
  removed: neutral('{who} does not know {before} any more'),
});

/** Variables of a container. */
export const VARIABLES: Rows = {
  'env[].name': (situation) => (Object.hasOwn(LOGGING, nameIn(situation)) ? knownForLogs : known)(situation),
  'env[].value': value,
  'env[]order': availability.other(
    '{who} is given its variables in another order: one that refers to another finds it, or does not any more',
  ),
  ...Object.fromEntries(Object.entries(from).map(([path, judge]) => [`env[].valueFrom.${path}`, judge])),
  'envFrom[].secretRef.name': member({
    added: security.wider(
      (situation) => `{who} now reads everything in ${secretNamed(documentOf(situation), situation.after)}`,
    ),
    removed: security.narrower(
      (situation) => `{who} no longer reads ${secretNamed(documentOf(situation), situation.before)}`,
    ),
  }),
  'envFrom[].secretRef.optional': availability.other('{who} starts without the secret: {after} instead of {before}'),
  'envFrom[].configMapRef.**': availability.other('{who} takes settings from {after} instead of {before}'),
  'envFrom[].prefix': availability.other('{who} knows its settings by the prefix {after} instead of {before}'),
};
