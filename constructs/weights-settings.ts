import { isRecord } from '../lib/facts/refuse';
import { UTILIZATION, type ServedModel } from '../lib/gpu/memory';
import { show } from '../lib/nearest';
import type { Props } from '../lib/props';
import { toBytes } from '../lib/units';
import { checked, readServed, SERVED_KEYS } from './served-settings';

/** The weights of a model, checked and complete. */
export interface Weights {
  readonly from: { readonly bucket: string; readonly path?: string } | { readonly imageCache: string };
  /** Bytes of the files. */
  readonly size: number;
  /** What a GPU has to hold. */
  readonly served: ServedModel;
  /** The part of its memory that the server takes. */
  readonly utilization: number;
  /** What was typed of how it is served. */
  readonly typed: { readonly cacheDtype?: 'fp8'; readonly utilization?: number };
}

/** What was typed, whatever it is: a program that no type checker has read gives anything. */
type Given = Readonly<Record<string, unknown>>;

const MODEL_KEYS = ['size', 'dtype', 'utilization', 'shape', 'config', ...SERVED_KEYS];
/** Bytes of the largest weights: no disk holds a copy of larger ones. */
const MOST = 8 * 2 ** 40;

/** The weights that were given, or undefined where there are none that can be used; every mistake is noted. */
export function readWeights(read: Props, weights: unknown): Weights | undefined {
  if (weights === undefined) return undefined;
  const given: Given = isRecord(weights) ? weights : {};
  const cached = given['imageCache'] !== undefined;
  if (cached && given['bucket'] !== undefined) {
    const problem = 'is given beside a bucket';
    const fix = 'choose one of them: the weights are mounted, or they are in the image';
    read.refuse('weights.imageCache', { code: 'VALUE_INVALID', problem, fix }, given['imageCache']);
  }
  const own = cached && given['bucket'] === undefined ? ['imageCache'] : ['bucket', 'path'];
  read.known('weights', weights, [...own, ...(cached ? ['imageCache'] : []), ...MODEL_KEYS]);
  const from = cached ? readImageCache(read, given['imageCache']) : readBucket(read, given);
  const size = readSize(read, given['size']);
  const served = readServed(read, given);
  const utilization = readUtilization(read, given['utilization']);
  if (from === undefined || size === undefined || served === undefined) return undefined;
  const typed = {
    ...(given['cacheDtype'] === 'fp8' ? { cacheDtype: 'fp8' as const } : {}),
    ...(given['utilization'] === undefined ? {} : { utilization }),
  };
  return { from, size, served: { ...served, size }, utilization, typed };
}

function readBucket(read: Props, { bucket, path }: Given): Weights['from'] | undefined {
  const name = checked(read, 'weights.bucket', bucket, (value) => {
    if (typeof value === 'string' && /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(value)) return undefined;
    const [first = '', ...folders] = typeof value === 'string' ? value.replace(/^gs:\/\//, '').split('/') : [];
    const fix =
      folders.length > 0 && first !== ''
        ? `give bucket and folder apart: { bucket: ${show(first)}, path: ${show(folders.join('/'))} }`
        : 'give the name of a bucket: lower-case letters, digits, dots, hyphens and underscores';
    return { code: 'VALUE_INVALID', problem: value === undefined ? 'is missing' : `is ${show(value)}`, fix };
  });
  if (path === undefined) return name === undefined ? undefined : { bucket: name };
  const folder = checked(read, 'weights.path', path, (value) =>
    typeof value === 'string' && /^[\w.-]+(?:\/[\w.-]+)*$/.test(value) && !/(?:^|\/)\.\.?(?:\/|$)/.test(value)
      ? undefined
      : {
          code: 'VALUE_INVALID',
          problem: `is ${show(value)}`,
          fix: "give a folder of the bucket, without slashes at its ends: 'code/7b'",
        },
  );
  return name === undefined || folder === undefined ? undefined : { bucket: name, path: folder };
}

function readImageCache(read: Props, given: unknown): Weights['from'] | undefined {
  const imageCache = checked(read, 'weights.imageCache', given, (value) =>
    typeof value === 'string' && /^(?:projects\/[a-z][a-z0-9:.-]+\/)?global\/images\/[a-z][a-z0-9-]{0,62}$/.test(value)
      ? undefined
      : {
          code: 'VALUE_INVALID',
          problem: `is ${show(value)}`,
          fix: "give a disk image: 'global/images/…', or 'projects/…/global/images/…' of another project",
        },
  );
  return imageCache === undefined ? undefined : { imageCache };
}

function readSize(read: Props, given: unknown): number | undefined {
  const bytes = toBytes(given);
  const text = checked(read, 'weights.size', given, (value) => {
    if (bytes !== undefined && bytes <= MOST) return undefined;
    const problem = value === undefined ? 'is missing' : `is ${show(value)}`;
    return { code: 'QUANTITY_INVALID', problem, fix: "give what all files weigh, '15Gi', up to '8Ti'" };
  });
  return text === undefined ? undefined : bytes;
}

function readUtilization(read: Props, given: unknown): number {
  const fallback = { value: UTILIZATION, because: 'what model servers take of a GPU unless told otherwise' };
  return Number(
    read.take<unknown>('weights.utilization', given, fallback, (value) =>
      typeof value === 'number' && value >= 0.05 && value <= 0.99
        ? undefined
        : { code: 'VALUE_INVALID', problem: `is ${show(value)}`, fix: 'give a part of the memory, 0.05 to 0.99' },
    ),
  );
}
