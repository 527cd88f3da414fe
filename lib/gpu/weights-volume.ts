/** Where the weights of a model lie in a pod: read-only. */
export const WEIGHTS_FOLDER = '/mnt/weights';
/** The variable that tells a process so. */
export const WEIGHTS_VARIABLE = 'TAXIWAY_WEIGHTS';

/** What a container that GKE puts into pods takes, beside those that are written. */
export interface Sidecar {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes, reserved and limited. */
  readonly memory: number;
  /** Bytes of local disk, reserved and limited. */
  readonly storage: number;
}

const GI = 2 ** 30;
/** GiB for what a mount writes before it is sent; nothing is written here. */
const BUFFER_GI = 1;
/** GiB for the sidecar's own files and logs. */
const OWN_GI = 1;

/** What reads the bucket, for one pod. Its node may be shared with others, and then there is less for each. */
export function sidecarOf(size: number, podsPerNode: number): Sidecar {
  const storage = (cacheGi(size) + BUFFER_GI + OWN_GI) * GI;
  return podsPerNode === 1 ? { cpu: 500, memory: GI, storage } : { cpu: 100, memory: GI / 4, storage };
}

/** GiB that the copy of all files on the node's disk may take: parallel downloads need one, and no file goes for another. */
function cacheGi(size: number): number {
  return Math.ceil(size / GI) + 1;
}

/** The annotations that have GKE put its sidecar into a pod: without amounts it would get GKE's own, which no quota knows. */
export function sidecarAnnotations({ cpu, memory, storage }: Sidecar): Readonly<Record<string, string>> {
  const mebibytes = (bytes: number): string => `${bytes / 2 ** 20}Mi`;
  return {
    'gke-gcsfuse/volumes': 'true',
    'gke-gcsfuse/cpu-request': `${cpu}m`,
    // None: it only slows down what nobody else needs.
    'gke-gcsfuse/cpu-limit': '0',
    'gke-gcsfuse/memory-request': mebibytes(memory),
    'gke-gcsfuse/memory-limit': mebibytes(memory),
    'gke-gcsfuse/ephemeral-storage-request': mebibytes(storage),
    'gke-gcsfuse/ephemeral-storage-limit': mebibytes(storage),
  };
}

/** Whose files are mounted. */
export interface MountedBucket {
  readonly bucket: string;
  /** The one folder of it that is mounted. */
  readonly path?: string;
  /** Bytes of the files. */
  readonly size: number;
}

/** The volumes of a pod that reads a bucket. GKE adds `gke-gcsfuse-tmp` itself, and refuses a pod that has one already. */
export function weightsVolumes({ bucket, path, size }: MountedBucket) {
  const options = [
    'implicit-dirs',
    ...(path === undefined ? [] : [`only-dir=${path}`]),
    `file-cache:max-size-mb:${Math.ceil(size / GI) * 1024}`,
    'file-cache:enable-parallel-downloads:true',
    'file-cache:cache-file-for-range-read:true',
    'metadata-cache:ttl-secs:-1',
  ];
  return [
    {
      name: 'weights',
      csi: {
        driver: 'gcsfuse.csi.storage.gke.io',
        readOnly: true,
        volumeAttributes: { bucketName: bucket, mountOptions: options.join(',') },
      },
    },
    { name: 'gke-gcsfuse-cache', emptyDir: { sizeLimit: `${cacheGi(size)}Gi` } },
    { name: 'gke-gcsfuse-buffer', emptyDir: { sizeLimit: `${BUFFER_GI}Gi` } },
  ];
}
