import type { Json } from '../../../assembly/document';
import { asList, asText, at } from '../../../check/json';
import { itemOf, shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { all, availability, member, neutral, security, switched } from '../vocabulary';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** What reads buckets of Google Cloud Storage for pods. */
const READER = 'gcsfuse.csi.storage.gke.io';

/** Mount options by their names: `only-dir=code-7b`, `file-cache:max-size-mb:2048`, `implicit-dirs`. */
function optionsOf(value: Json | undefined): ReadonlyMap<string, string> {
  const options = (asText(value) ?? '').split(',').filter((option) => option !== '');
  return new Map(
    options.map((option) => {
      const [, name = option, text = 'set'] = /^(.+?)[=:]([^=:]*)$/.exec(option) ?? [];
      return [name, text] as const;
    }),
  );
}

const folder: Judge<LeafSituation> = member({
  added: security.narrower('{who} reads the folder {after} of its bucket instead of all of it'),
  removed: security.wider('{who} reads all of its bucket instead of the folder {before}'),
  changed: availability.other('{who} reads the folder {after} of its bucket instead of {before}'),
});

/** A copy that is too small for all files is fetched again and again. */
const copy: Judge<LeafSituation> = (situation) => {
  const [old, now] = [situation.before, situation.after].map((value) => Number(asText(value) ?? 0));
  const judge = (now ?? 0) < (old ?? 0) ? availability.less : availability.more;
  const of = (value: Json | undefined): string => (value === undefined ? 'nothing' : shown(value));
  return judge<LeafSituation>(
    `{who} keeps ${of(situation.after)}${situation.after === undefined ? '' : ' MB'} of its bucket on the disk of its node instead of ${of(situation.before)}`,
  )(situation);
};

const option = (name: string): Judge<LeafSituation> => {
  if (name === 'only-dir') return folder;
  if (name === 'file-cache:max-size-mb') return copy;
  const label = shown(name);
  return member({
    added: availability.other(
      ({ after }) => `{who} mounts its bucket with ${label}${after === 'set' ? '' : ' {after}'}`,
    ),
    removed: availability.other(`{who} mounts its bucket without ${label}`),
    changed: availability.other(`{who} mounts its bucket with ${label} {after} instead of {before}`),
  });
};

const options: Judge<LeafSituation> = (situation) => {
  if (situation.before === undefined || situation.after === undefined)
    return neutral<LeafSituation>('{who} mounts a bucket by {after}, was {before}')(situation);
  const [old, now] = [optionsOf(situation.before), optionsOf(situation.after)];
  const names = [...new Set([...now.keys(), ...old.keys()])].filter((name) => old.get(name) !== now.get(name)).sort();
  return names.length === 0
    ? neutral<LeafSituation>('{who} mounts its bucket by the same options, in another order')(situation)
    : names.flatMap((name) => option(name)({ ...situation, before: old.get(name), after: now.get(name) }));
};

const bucketOf = (situation: LeafSituation): string => {
  const { path, documents } = situation;
  const pod = path.slice(0, path.indexOf('volumes') + 1);
  const [name] = [documents.after, documents.before].flatMap(({ object }) => {
    const volume = asList(at(object, ...pod)).find((one) => at(one, 'name') === itemOf(situation));
    return asText(at(volume, 'csi', 'volumeAttributes', 'bucketName')) ?? [];
  });
  return name === undefined ? 'that is mounted' : shown(name);
};

/** Volumes of drivers: a bucket that is mounted, or something of the node. */
export const MOUNTED: Rows = {
  'csi.volumeAttributes.bucketName': member({
    added: security.wider('{who} now reads the bucket {after}'),
    removed: all(
      security.narrower('{who} does not read the bucket {before} any more'),
      availability.other('{who} does not find what is in the bucket {before} any more'),
    ),
    changed: security.other('{who} reads the bucket {after} instead of {before}'),
  }),
  'csi.volumeAttributes.mountOptions': options,
  'csi.readOnly': switched({
    unset: false,
    on: security.narrower((situation) => `{who} may only read the bucket ${bucketOf(situation)}`),
    off: security.wider((situation) => `{who} may write to the bucket ${bucketOf(situation)}, as far as its rights go`),
  }),
  'csi.driver': (situation) =>
    (situation.after ?? situation.before) === READER && (situation.before ?? READER) === READER
      ? neutral<LeafSituation>('{who} mounts {item} by {after}, was {before}')(situation)
      : member<LeafSituation>({
          added: security.wider('{who} now reaches a driver of its node: {after}'),
          removed: security.narrower('{who} no longer reaches a driver of its node: {before}'),
          changed: security.other('{who} reaches a driver of its node: {after} instead of {before}'),
        })(situation),
};
