import type { ModelShape } from '../lib/gpu/model-shape';
import type { NumberFormatName } from '../lib/gpu/number-formats';
import type { Memory } from '../lib/units';

/** Props that exclude the others; without this, a literal with both would compile. */
type Without<Names extends string> = { readonly [Name in Names]?: never };

/** Weights in a bucket of Google Cloud Storage: mounted read-only at `$TAXIWAY_WEIGHTS`. */
interface BucketWeights extends Without<'imageCache'> {
  /** The name of the bucket. */
  readonly bucket: string;
  /** The one folder of the bucket that is mounted.
   *  @defaultValue all of it */
  readonly path?: string;
}

/** Weights in the image of the container, which the nodes have on a disk before it is asked for. */
interface CachedWeights extends Without<'bucket' | 'path'> {
  /** The disk image that gke-disk-image-builder made of the container's image. */
  readonly imageCache: `global/images/${string}` | `projects/${string}/global/images/${string}`;
}

/** What a server holds of a model at least. */
interface WeightsSize {
  /** Of all files of the weights. */
  readonly size: Memory;
  /** The number format that the weights run in.
   *  @defaultValue that of config.json, else 16 bits */
  readonly dtype?: NumberFormatName;
  /** The part of a GPU's memory that the server takes, as vLLM's --gpu-memory-utilization.
   *  @defaultValue 0.9 */
  readonly utilization?: number;
}

/** What a server is asked to do at once: its cache follows from it. */
interface ServedRequests {
  /** Tokens of prompt and answer together.
   *  @defaultValue the longest that config.json allows; without one the cache isn't judged */
  readonly context?: number;
  /** Requests of that length at once.
   *  @defaultValue 1 */
  readonly concurrency?: number;
  /** The number format of the cache.
   *  @defaultValue auto: 16 bits, or 32 where the weights have them */
  readonly cacheDtype?: 'auto' | 'fp8';
}

/** What is known of the model: its numbers, its config.json, or nothing but the size of its files. */
type KnownModel =
  | (Without<'config'> & ServedRequests & { /** The numbers of its config.json. */ readonly shape: ModelShape })
  | (Without<'shape'> &
      ServedRequests & {
        /** Its committed config.json: `import config from './config.json'`. */
        readonly config: Readonly<Record<string, unknown>>;
      })
  | Without<'shape' | 'config' | 'context' | 'concurrency' | 'cacheDtype'>;

/** The weights of a model: where they are, and what the GPU has to hold. */
export type WeightsProps = (BucketWeights | CachedWeights) & WeightsSize & KnownModel;
