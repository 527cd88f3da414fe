import type { Json } from '../../../assembly/document';
import { asList, asText, at } from '../../../check/json';
import { itemOf, shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { availability, neutral, when } from '../vocabulary';

/** A key of a Secret that names the version in Vault that it holds: `api-key.7`. */
function versionIn(key: Json | undefined): { readonly stem: string; readonly version: string } | undefined {
  const [, stem, version] = /^(.+)\.(\d+)$/.exec(asText(key) ?? '') ?? [];
  return stem === undefined || version === undefined ? undefined : { stem, version };
}

function isAnother({ before, after }: LeafSituation): boolean {
  const [old, now] = [versionIn(before), versionIn(after)];
  return old !== undefined && old.stem === now?.stem;
}

/** A key whose version alone differs is a restart with another value, and no other secret. */
export function unlessVersion(otherwise: Judge<LeafSituation>): Judge<LeafSituation> {
  const says = ({ before, after }: LeafSituation): string =>
    `pods of {who} start with version ${shown(versionIn(after)?.version)} of the secret ${shown(versionIn(after)?.stem)} instead of ${shown(versionIn(before)?.version)}`;
  return when(isAnother, availability.other(says, { effect: 'rolls-pods' }), otherwise);
}

/** What brings one version in the place of another: the entry that comes says it, the one that goes says nothing. */
export function unlessTwin(otherwise: Judge<LeafSituation>): Judge<LeafSituation> {
  const isTwin = (situation: LeafSituation): boolean => twinOf(situation) !== undefined;
  return when(
    isTwin,
    when(
      ({ after }) => after === undefined,
      neutral('version {item} of a secret of {who} gives way to another'),
      availability.other(
        (situation) =>
          `{who} is brought ${shown(itemOf(situation))} in the place of ${shown(twinOf(situation))}: another version of the same secret`,
      ),
    ),
    otherwise,
  );
}

/** The key of the same part of the same secret on the other side, where the version alone differs. */
function twinOf({ before, after, documents }: LeafSituation): string | undefined {
  if ((before === undefined) === (after === undefined)) return undefined;
  const [item, others] = before === undefined ? [after, documents.before] : [before, documents.after];
  const own = versionIn(at(item, 'secretKey'));
  const same = (one: Json): boolean =>
    versionIn(at(one, 'secretKey'))?.stem === own?.stem &&
    ['key', 'property'].every((field) => at(one, 'remoteRef', field) === at(item, 'remoteRef', field));
  const twin = own && asList(at(others.object, 'spec', 'data')).find(same);
  return asText(at(twin, 'secretKey'));
}
