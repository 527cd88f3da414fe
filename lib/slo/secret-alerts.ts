import { secondsAt, type Day } from '../secrets/day';
import type { LongLivedTerms } from '../secrets/secret';
import { SECRET_CONDITION } from './external-secrets';
import type { Matcher } from './metric';
import type { AlertRule, RuleGroup, RuleOwner } from './rules';
import { datesOf, type SecretDate } from './secret-dates';
import { spelled, type Severity } from './sli';
import { BUDGET_INTERVAL, spanOf } from './windows';

/** The secrets of a service, as far as somebody has to be told of them. */
export interface WatchedSecrets {
  /** The names of its ExternalSecrets. */
  readonly brought: readonly string[];
  /** Whether others have theirs in the same namespace.
   *  @defaultValue it is the service's own, and whatever fails in it is told */
  readonly shared?: boolean;
  /** Its long-lived secrets, each once. */
  readonly longLived: readonly { readonly name: string; readonly terms: LongLivedTerms }[];
  /** How what can't wait is told. */
  readonly severity: Severity;
  /** Which cluster is meant, where rules see several. */
  readonly cluster: readonly Matcher[];
}

/** Who is told what of a secret, as the declaration keeps it. */
export interface ToldOfSecret {
  /** The name of a long-lived secret, or that of an ExternalSecret. */
  readonly name: string;
  /** The group that is told. */
  readonly team: string;
  /** When a failure to bring it opens a ticket. */
  readonly failureTicketsAfter?: string;
  /** The first day on which its end opens a ticket, and the first on which it wakes somebody. */
  readonly expiryTicketsFrom?: Day;
  readonly expiryPagesFrom?: Day;
  /** The first day on which its age opens a ticket. */
  readonly rotationTicketsFrom?: Day;
}

/** Seconds for which a secret may fail to arrive: External Secrets tries again within minutes. */
const FAILS = 900;
/** Seconds for which nothing may be known of a secret: a restart of the operator, or of who scrapes it. */
const LOST = 1800;
/** Failures in six hours from which on a secret that always recovers is worth a look: half of its refreshes. */
const OFTEN = 3;

/** The group that tells of the secrets of a service; none where it has none. */
export function secretGroups(owner: RuleOwner, watched: WatchedSecrets): readonly RuleGroup[] {
  if (watched.brought.length === 0) return [];
  const { service, environment, namespace } = owner;
  const labels = { service, environment, team: owner.owner, namespace };
  const dated = watched.longLived.flatMap(({ name, terms }) =>
    datesOf(terms, watched.severity).map((date) => toldOn(date, name, { ...labels, secret: name, team: terms.owner })),
  );
  const rules = [...broughtRules(namespace, watched, labels), ...dated];
  return [{ name: `taxiway:${service}:secrets`, interval: spanOf(BUDGET_INTERVAL), rules }];
}

/** What the rules come to, for people. */
export function toldOf(team: string, { brought, longLived, severity }: WatchedSecrets): readonly ToldOfSecret[] {
  const failures = brought.map((name) => ({ name, team, failureTicketsAfter: spanOf(FAILS) }));
  const dated = longLived.map(({ name, terms }): ToldOfSecret => {
    const from = new Map(datesOf(terms, severity).map((date) => [date.alert, date.from]));
    return {
      name,
      team: terms.owner,
      expiryTicketsFrom: from.get('MlServiceSecretExpires'),
      expiryPagesFrom: from.get('MlServiceSecretExpiresSoon'),
      rotationTicketsFrom: from.get('MlServiceSecretRotationDue'),
    };
  });
  return [...failures, ...dated];
}

type Labels = Readonly<Record<string, string>>;

function broughtRules(
  namespace: string,
  { brought, shared, cluster }: WatchedSecrets,
  labels: Labels,
): readonly AlertRule[] {
  const { service } = labels;
  const here = (more: readonly Matcher[] = []) =>
    namespaces(namespace).map((matcher) => [...cluster, matcher, ...more]);
  const ready: Matcher = { label: 'condition', by: '=', value: 'Ready' };
  const named: Matcher = {
    label: 'name',
    by: '=~',
    value: brought.map((name) => name.replaceAll('.', '[.]')).join('|'),
  };
  const failed = here([ready, { label: 'status', by: '=', value: 'False' }, ...(shared === true ? [named] : [])]);
  const known = `count(count by (name) (${any(SECRET_CONDITION.name, here([ready, named]))}))`;
  const flips = failed.map((selector) => `changes(${SECRET_CONDITION.name}${spelled(selector)}[6h])`).join(' or ');
  const ticket = { ...labels, severity: 'ticket' };
  return [
    {
      alert: 'MlServiceSecretNotSynced',
      expr: `max by (name) (${any(SECRET_CONDITION.name, failed)}) == 1`,
      for: spanOf(FAILS),
      labels: ticket,
      annotations: {
        summary: `${service}: the secret {{ $labels.name }} does not arrive from Vault.`,
        description:
          'Pods keep the value that they have; a rotation must not go on. Look at the events of the ExternalSecret, and at the login of its SecretStore.',
      },
    },
    {
      alert: 'MlServiceSecretSyncUnsteady',
      expr: `max by (name) (${flips}) > ${2 * (OFTEN - 1)}`,
      for: spanOf(BUDGET_INTERVAL),
      labels: ticket,
      annotations: {
        summary: `${service}: bringing the secret {{ $labels.name }} from Vault fails time and again.`,
        description: `It has failed ${OFTEN} times or more in six hours, and recovered in between: look at Vault, and at who else asks it.`,
      },
    },
    {
      alert: 'MlServiceSecretsUnseen',
      expr: `(${known} or vector(0)) < ${brought.length}`,
      for: spanOf(LOST),
      labels: ticket,
      annotations: {
        summary: `${service}: of ${brought.length} secrets, something is known of {{ $value | humanize }}.`,
        description: `A failure would be told by nobody. The metric comes from ${SECRET_CONDITION.by}: look at the operator, and at what scrapes it.`,
      },
    },
  ];
}

/** With `honorLabels`, the namespace of a secret is where its metric says; without, a scrape has put the operator's own there. */
function namespaces(value: string): readonly Matcher[] {
  return ['exported_namespace', 'namespace'].map((label) => ({ label, by: '=', value }));
}

function any(metric: string, selectors: readonly (readonly Matcher[])[]): string {
  return selectors.map((selector) => metric + spelled(selector)).join(' or ');
}

const LEFT = '{{ $value | humanizeDuration }} are left.';

const SAYS: Readonly<Record<SecretDate['alert'], (secret: string, day: string) => readonly [string, string]>> = {
  MlServiceSecretExpires: (secret, day) => [`nobody may count on ${secret} from ${day} on.`, LEFT],
  MlServiceSecretExpiresSoon: (secret, day) => [
    `nobody may count on ${secret} from ${day} on, and it is in use.`,
    `${LEFT} After that, whatever asks for it fails.`,
  ],
  MlServiceSecretRotationDue: (secret, day) => [`${secret} has to be rotated by ${day}.`, LEFT],
  MlServiceSecretRotationLate: (secret, day) => [
    `${secret} was to be rotated by ${day}.`,
    'Its value is in use for longer than its declaration says.',
  ],
};

/** Rules may look at a clock; synth never does, so that both days are numbers here. */
function toldOn({ alert, from, of, severity }: SecretDate, secret: string, labels: Labels): AlertRule {
  const end = secondsAt(of);
  const { service } = labels;
  const [summary, description] = SAYS[alert](secret, of);
  return {
    alert,
    expr: `${end} - vector(time()) <= ${end - secondsAt(from)}`,
    for: spanOf(BUDGET_INTERVAL),
    labels: { ...labels, severity },
    annotations: {
      summary: `${service}: ${summary}`,
      description: `${description} Rotate it by runbooks/rotate-${secret}.md, then write its new days into longLived.`,
    },
  };
}
