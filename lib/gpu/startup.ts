/** Seconds for a node with its driver to come: they take up to 15 minutes to report their GPUs. */
const NODE = 900;
/** GB a second that are pulled or read, slowly. */
const RATE = 0.05;
/** Where no size is known. */
const STARTUP = 1200;
const PROGRESS = 1800;

/** What a pod has to bring before it can answer, in GB; what isn't known is absent. */
export interface StartupLoad {
  readonly imageGb?: number;
  readonly weightsGb?: number;
}

/** How long a pod may take, and why. */
export interface StartupBudget {
  /** Seconds from the start of the process until it must be ready. */
  readonly startup: number;
  /** Seconds until a rollout that doesn't get on is called stuck. */
  readonly progress: number;
  readonly because: string;
}

/** Seconds to start, and until a rollout counts as stuck: from what has to be loaded, or a default that fits most servers. */
export function startupBudget({ imageGb, weightsGb }: StartupLoad = {}): StartupBudget {
  if (imageGb === undefined && weightsGb === undefined) {
    const because = 'twenty minutes to pull, load and compile';
    return { startup: STARTUP, progress: NODE + STARTUP, because };
  }
  const image = Math.ceil((imageGb ?? 0) / RATE);
  const weights = Math.ceil((weightsGb ?? 0) / RATE);
  // Compiling and warming up take five minutes of their own.
  const startup = Math.max(600, weights + 300);
  const progress = Math.max(PROGRESS, NODE + image + startup);
  const sizes = [
    imageGb === undefined ? [] : `${imageGb} GB of image`,
    weightsGb === undefined ? [] : `${weightsGb} GB of weights`,
  ].flat();
  return { startup, progress, because: `${sizes.join(' and ')} at 50 MB a second, and five minutes to warm up` };
}

/**
 * Seconds that a rollout may stand still beyond its budget: until the GPU of a pod that goes is free, and as long again until it is asked
 * for anew, since the quota of the namespace has no room sooner. Every budget has ten minutes for a node, which such a pod finds there.
 */
export function waitForGpu(grace: number): number {
  return Math.max(0, 2 * grace - 600);
}
