import type { Document, Json } from '../../../assembly/document';
import { asList, asText, at } from '../../../check/json';
import { duration } from '../amount';
import { documentOf, listed, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { all, availability, comesAndGoes, member, neutral, scaled, security, when } from '../vocabulary';
import { ALERT_KEY, ALERT_KEYS, isOfReceivers } from './alert-keys';
import { OBJECT } from './metadata';
import { secretNamed } from './secret-name';
import { unlessTwin } from './secret-version';

/** What an entry brings, whether the whole entry is judged or the place in Vault alone. */
function named(document: Document, value: Json | undefined): string {
  const find = at(value, 'find');
  if (find !== undefined) return `every secret that is found by ${shown(find)}`;
  return secretNamed(document, asText(value) ?? at(value, 'remoteRef', 'key') ?? at(value, 'extract', 'key') ?? value);
}

function secretsIn(situation: WholeSituation): string {
  const document = documentOf(situation);
  const entries = [...asList(at(document.object, 'spec', 'data')), ...asList(at(document.object, 'spec', 'dataFrom'))];
  return listed([...new Set(entries.map((entry) => named(document, entry)))]);
}

const reads: Judge<LeafSituation> = member({
  added: security.wider((situation) => `{who} now reads ${named(documentOf(situation), situation.after)}`),
  removed: security.narrower((situation) => `{who} no longer reads ${named(documentOf(situation), situation.before)}`),
  changed: security.wider(
    (situation) =>
      `{who} now reads ${named(documentOf(situation), situation.after)} instead of ${named(documentOf(situation), situation.before)}`,
  ),
});

const spelling = neutral('a secret of {who} is read otherwise: {key} {after}, was {before}');

/** What is brought from Vault into the namespace. */
export const EXTERNAL_SECRET: KindClasses = {
  domain: 'kubernetes',
  kind: 'ExternalSecret',
  whole: comesAndGoes({
    added: when(
      isOfReceivers,
      ALERT_KEYS.added,
      security.wider((situation) => `{who} now reads ${secretsIn(situation)}`, { effect: 'creates' }),
    ),
    removed: when(
      isOfReceivers,
      ALERT_KEYS.removed,
      all(
        security.narrower((situation) => `{who} no longer reads ${secretsIn(situation)}`, { effect: 'deletes' }),
        availability.less((situation) => `{who} does not start where it still asks for ${secretsIn(situation)}`, {
          effect: 'deletes',
        }),
      ),
    ),
    renamed: availability.less((situation) => `${secretsIn(situation)} of {who} is brought under another name`, {
      effect: 'replaces',
    }),
  }),
  paths: {
    'spec.data[]': when(isOfReceivers, ALERT_KEY, unlessTwin(reads)),
    'spec.data[].remoteRef.key': reads,
    'spec.data[].remoteRef.property': security.other('{who} reads {after} of a secret instead of {before}'),
    'spec.data[].remoteRef.version': security.other('{who} reads version {after} of a secret instead of {before}'),
    'spec.data[].remoteRef.*': spelling,
    'spec.data[].secretKey': availability.other('{who} finds a secret as {after} instead of {before}'),
    'spec.data[].sourceRef.**': security.other('{who} reads a secret from elsewhere: {after}, was {before}'),
    'spec.dataFrom[]': reads,
    'spec.dataFrom[].extract.key': reads,
    'spec.dataFrom[].**': security.wider('{who} reads other secrets: {key} {after}, was {before}'),
    'spec.secretStoreRef.name': security.other('{who} reads secrets through {after} instead of {before}'),
    'spec.secretStoreRef.kind': security.other('{who} reads secrets through a {after} instead of a {before}'),
    'spec.refreshInterval': scaled('a changed secret reaches {who} after {after} at most instead of {before}', {
      unset: '1h',
      by: duration,
      up: [availability.less],
      down: [availability.more],
    }),
    'spec.refreshPolicy': availability.other('a changed secret reaches {who} {after} instead of {before}'),
    // ESO-1: the old Secret is removed, and pods wait for the new one.
    'spec.target.name': availability.less(
      'a secret of {who} is brought as {after} instead of {before}: pods that ask for the old name do not start',
      {
        effect: 'replaces',
        loses: 'the Secret under its old name',
      },
    ),
    'spec.target.creationPolicy': member({
      added: security.other('the secret of {who} is written {after}'),
      removed: security.other('the secret of {who} is not written {before} any more'),
      changed: security.other(
        'the secret of {who} is written {after} instead of {before}: as owner, it overwrites what others keep there',
      ),
    }),
    'spec.target.deletionPolicy': (situation) =>
      situation.after === 'Delete'
        ? availability.less<LeafSituation>('the secret of {who} is deleted when it is gone from Vault, not kept')(
            situation,
          )
        : availability.more<LeafSituation>(
            'the secret of {who} stays when it is gone from Vault: {after} instead of {before}',
          )(situation),
    'spec.target.immutable': availability.other('the secret of {who} can never change: {after}, was {before}'),
    'spec.target.template.**': security.other('the secret of {who} is written otherwise: {key} {after}, was {before}'),
    'spec.target.manifest.**': security.other('the secret of {who} is written as another kind: {after}, was {before}'),
    ...OBJECT,
  },
};
