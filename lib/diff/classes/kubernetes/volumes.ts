import { documentOf } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { availability, cost, member, neutral, scaled, security } from '../vocabulary';
import { MOUNTED } from './mounted-bucket';
import { secretNamed } from './secret-name';
import { unlessVersion } from './secret-version';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

const secret = member<LeafSituation>({
  added: security.wider((situation) => `{who} now reads ${secretNamed(documentOf(situation), situation.after)}`),
  removed: security.narrower(
    (situation) => `{who} no longer reads ${secretNamed(documentOf(situation), situation.before)}`,
  ),
  changed: security.wider(
    (situation) =>
      `{who} now reads ${secretNamed(documentOf(situation), situation.after)} instead of ${secretNamed(documentOf(situation), situation.before)}`,
  ),
});

const keys: Rows = {
  'items[].key': member({
    added: security.other('{who} now sees {after} of a secret or of settings'),
    removed: availability.less('{who} no longer sees {before} of a secret or of settings'),
    changed: unlessVersion(security.other('{who} sees {after} of a secret or of settings instead of {before}')),
  }),
  // Where something comes or goes, its key says so.
  'items[].path': member({
    added: neutral('{who} finds {item} at {after}'),
    removed: neutral('{who} no longer finds {item} at {before}'),
    changed: availability.other('{who} finds {item} at {after} instead of {before}'),
  }),
  'items[].mode': security.other('{item} of {who} may be read by others: mode {after} instead of {before}'),
  optional: availability.other('{who} starts without what is missing in the volume {item}: {after}, was {before}'),
  defaultMode: security.other('files in the volume {item} of {who} have mode {after} instead of {before}'),
};

const within = (place: string): Rows =>
  Object.fromEntries(Object.entries(keys).map(([path, judge]) => [`${place}.${path}`, judge]));

const reaches = (what: string): Judge<LeafSituation> =>
  member({
    added: security.wider(`{who} now reaches ${what}: {after}`),
    removed: security.narrower(`{who} no longer reaches ${what}: {before}`),
    changed: security.other(`{who} reaches ${what}: {after} instead of {before}`),
  });

/** What pods keep and read, and where it comes from. */
export const VOLUMES: Rows = {
  name: neutral('the volume {before} of {who} is called {after}'),
  emptyDir: member({
    added: neutral('{who} has scratch space {item}'),
    removed: availability.less('{who} has no scratch space {item} any more'),
  }),
  'emptyDir.sizeLimit': scaled('{who} has {after} instead of {before} of scratch space in {item}', {
    up: [cost.more, availability.more],
    down: [availability.less, cost.less],
  }),
  'emptyDir.medium': availability.other('scratch space {item} of {who} lies in {after} instead of {before}'),
  'secret.secretName': secret,
  ...within('secret'),
  'configMap.name': availability.other('{who} takes settings from {after} instead of {before}'),
  ...within('configMap'),
  'projected.sources[].secret.name': secret,
  ...within('projected.sources[].secret'),
  'projected.sources[].configMap.name': availability.other('{who} takes settings from {after} instead of {before}'),
  ...within('projected.sources[].configMap'),
  'projected.sources[].serviceAccountToken.audience': member({
    added: security.wider('{who} gets a token for {after}, and may show itself there'),
    removed: security.narrower('{who} gets no token for {before} any more'),
    changed: security.wider('{who} gets a token for {after} instead of {before}'),
  }),
  'projected.sources[].serviceAccountToken.expirationSeconds': scaled(
    'a token of {who} is good for {after:s} instead of {before:s}',
    { unset: 3600, up: [security.wider], down: [security.narrower] },
  ),
  'projected.sources[].serviceAccountToken.**': security.other(
    'the token of {who} has {key} {after} instead of {before}',
  ),
  'projected.sources[].downwardAPI.**': neutral('{who} learns of itself: {after}'),
  'projected.sources[].clusterTrustBundle.**': security.other('{who} trusts other certificates: {after}, was {before}'),
  'projected.sources[].podCertificate.**': security.wider('{who} gets a certificate: {after}, was {before}'),
  'projected.defaultMode': keys['defaultMode'] ?? neutral(''),
  'downwardAPI.**': neutral('{who} learns of itself: {after}'),
  'hostPath.path': reaches('files of its node'),
  'hostPath.type': security.other('{who} reaches files of its node as {after} instead of {before}'),
  'persistentVolumeClaim.claimName': member({
    added: availability.other('{who} keeps data in {after}'),
    removed: availability.less('{who} does not find its data in {before} any more'),
    changed: availability.less('{who} keeps data in {after} instead of {before}: it starts without what is there'),
  }),
  'persistentVolumeClaim.readOnly': security.other('{who} may write to its data: read only is {after}, was {before}'),
  ...MOUNTED,
  'csi.**': reaches('a driver of its node'),
  'ephemeral.**': cost.other('{who} gets a disk for each pod: {key} {after} instead of {before}'),
  'nfs.**': reaches('a file server'),
  'image.**': reaches('the files of an image'),
  'iscsi.**': reaches('a disk in the network'),
  'fc.**': reaches('a disk in the network'),
  'gcePersistentDisk.**': reaches('a Google disk'),
  'cephfs.**': reaches('a file server'),
  'rbd.**': reaches('a disk in the network'),
};
