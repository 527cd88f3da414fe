import type { Judge, LeafSituation } from '../table';
import {
  all,
  availability,
  cost,
  dataLoss,
  isNothing,
  member,
  neutral,
  ranked,
  scaled,
  security,
  switched,
} from '../vocabulary';
import type { ResourceClasses } from './resource';

/** A duration in seconds, as Google writes it: `86400s`. */
const seconds = (value: unknown): bigint | undefined => {
  const digits =
    /^(\d+)(?:\.\d+)?s$/.exec(String(value))?.[1] ?? (typeof value === 'number' ? String(value) : undefined);
  return digits === undefined ? undefined : BigInt(digits);
};

const kept = (says: string, unset?: string): Judge<LeafSituation> =>
  scaled(says, { by: seconds, unset, up: [dataLoss.less], down: [dataLoss.more] });

const encryptedWith = security.other<LeafSituation>('{it} is encrypted with {after} instead of {before}');
const expiry: Judge<LeafSituation> = (situation) =>
  isNothing(situation.after)
    ? dataLoss.less<LeafSituation>('{it} is not deleted at {before} any more')(situation)
    : dataLoss.more<LeafSituation>('{it} deletes itself: {argument} is {after}, was {before}')(situation);

/** What holds data at Google. */
export const STORAGE: readonly ResourceClasses[] = [
  {
    type: 'google_storage_bucket',
    noun: 'the bucket',
    comes: cost.more('{it} comes to {environment}'),
    rest: availability.other,
    rows: {
      name: dataLoss.more('{it} was called {before}; objects do not go with it'),
      location: dataLoss.more('{it} is in {after} instead of {before}; objects do not go with it'),
      force_destroy: switched({
        unset: false,
        on: dataLoss.more('{it} may be destroyed with all its objects and versions'),
        off: dataLoss.less('{it} can not be destroyed while it holds objects'),
      }),
      lifecycle_rule: member({
        added: dataLoss.more('{it} deletes or moves objects by a new rule: {after}'),
        removed: all(
          dataLoss.less('{it} has a rule less: {before}'),
          cost.more('{it} keeps objects that a rule deleted'),
        ),
        changed: dataLoss.more('{it} deletes or moves objects by {argument} {after} instead of {before}'),
      }),
      'versioning.enabled': switched({
        unset: false,
        on: all(dataLoss.less('{it} keeps what is overwritten'), cost.more('{it} keeps what is overwritten')),
        off: dataLoss.more('{it} does not keep what is overwritten or deleted any more'),
      }),
      'soft_delete_policy.retention_duration_seconds': kept(
        'what is deleted in {it} can be had back for {after:s} instead of {before:s}',
        '604800s',
      ),
      'retention_policy.retention_period': kept(
        'objects in {it} can not be deleted for {after:s} instead of {before:s}',
      ),
      'retention_policy.is_locked': security.other(
        'nobody may shorten how long {it} keeps objects: {after}, was {before}',
      ),
      retention_policy: dataLoss.more('how long {it} keeps objects: {after}, was {before}'),
      public_access_prevention: ranked(['enforced', 'inherited'], '{it} may be made public: {after}, was {before}', {
        unset: 'inherited',
        up: [security.wider],
        down: [security.narrower],
      }),
      uniform_bucket_level_access: switched({
        unset: false,
        on: security.narrower('who may read {it} is said in one place'),
        off: security.wider('single objects of {it} may be opened to anybody'),
      }),
      encryption: encryptedWith,
      cors: security.other('pages of {after} may read {it} in a browser, was {before}'),
      ip_filter: security.other('who reaches {it}: {argument} is {after}, was {before}'),
      website: security.other('{it} is shown as a website: {argument} is {after}, was {before}'),
      logging: security.other('who reads {it} is written to {after}, was {before}'),
      storage_class: cost.other('{it} is of class {after} instead of {before}'),
      autoclass: cost.other('{it} moves objects between classes by itself: {after}, was {before}'),
      rpo: dataLoss.more('{it} is copied to its second place by {after} instead of {before}'),
      requester_pays: cost.other('who reads {it} pays for it: {after}, was {before}'),
      labels: neutral('{it} carries {key} {after}, was {before}'),
    },
  },
  {
    type: 'google_kms_crypto_key',
    noun: 'the key',
    comes: cost.more('{it} comes to {environment}'),
    rest: security.other,
    rows: {
      rotation_period: scaled('{it} is changed every {after} instead of {before}', {
        by: seconds,
        up: [security.wider],
        down: [security.narrower],
      }),
      destroy_scheduled_duration: kept(
        'a version of {it} that is destroyed can be had back for {after} instead of {before}',
      ),
      purpose: security.other('{it} is for {after} instead of {before}'),
      'version_template.protection_level': ranked(
        ['SOFTWARE', 'EXTERNAL', 'HSM'],
        '{it} is kept by {after} instead of {before}',
        {
          unset: 'SOFTWARE',
          up: [security.narrower, cost.more],
          down: [security.wider, cost.less],
        },
      ),
    },
  },
  {
    type: 'google_kms_key_ring',
    noun: 'the key ring',
    comes: neutral('{it} comes to {environment}, for ever: a key ring can not be deleted'),
    rest: security.other,
    rows: {},
  },
  {
    type: 'google_secret_manager_secret',
    noun: 'the secret',
    named: 'secret_id',
    comes: neutral('{it} comes to {environment}'),
    rest: security.other,
    rows: {
      replication: availability.other('where {it} is kept: {argument} is {after}, was {before}'),
      'replication.auto.customer_managed_encryption': encryptedWith,
      expire_time: expiry,
      ttl: expiry,
      version_destroy_ttl: kept('a version of {it} that is destroyed can be had back for {after} instead of {before}'),
      deletion_protection: switched({
        unset: false,
        on: dataLoss.less('{it} can not be destroyed'),
        off: dataLoss.more('{it} may be destroyed: deletion_protection is not set any more'),
      }),
      version_aliases: availability.other('{key} of {it} is version {after} instead of {before}'),
      rotation: security.other('when {it} is changed: {argument} is {after}, was {before}'),
      topics: security.other('who is told that {it} changed: {after}, was {before}'),
    },
  },
  {
    type: 'google_pubsub_topic',
    noun: 'the topic',
    comes: cost.more('{it} comes to {environment}'),
    rest: availability.other,
    rows: {
      kms_key_name: encryptedWith,
      message_retention_duration: kept('{it} keeps messages for {after} instead of {before}'),
      message_storage_policy: security.other('where messages of {it} are kept: {argument} is {after}, was {before}'),
      ingestion_data_source_settings: security.other(
        '{it} takes messages from elsewhere: {argument} is {after}, was {before}',
      ),
      message_transforms: security.other('{it} changes messages: {argument} is {after}, was {before}'),
      schema_settings: availability.less('{it} refuses messages that do not fit {after}, was {before}'),
    },
  },
];
