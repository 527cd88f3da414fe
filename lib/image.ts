import { oneLine, show } from './nearest';

/** An image by digest, the only way a service may name one. */
export type PinnedImage = `${string}@sha256:${string}`;

const MARK = Symbol.for('taxiway/image-ref');

/** An image by name; the digest comes from the environment's pins. */
export class ImageRef {
  constructor(
    /** The name that the service file uses. */
    readonly name: string,
    /** The environment whose pins were asked. */
    readonly environment: string,
    /** The pinned reference, or undefined where the environment has no pin of that name. */
    readonly reference: string | undefined,
    /** The names that are pinned there. */
    readonly pinned: readonly string[],
  ) {
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** Whether a value is an image by name. The mark, not the class, is looked for: two copies of this package may meet. */
export function isImageRef(value: unknown): value is ImageRef {
  return typeof value === 'object' && value !== null && MARK in value;
}

const DIGEST = /^@sha256:[0-9a-f]{64}$/;
const REPOSITORY =
  /^(?:[a-z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/;

/** What is wrong with an image reference, or undefined where it is pinned properly. */
export function imageProblem(
  reference: unknown,
): { code: 'IMAGE_BY_TAG' | 'IMAGE_INVALID'; problem: string } | undefined {
  if (typeof reference !== 'string')
    return { code: 'IMAGE_INVALID', problem: `is ${show(reference)}, not an image reference` };
  const at = reference.indexOf('@');
  if (at < 0)
    return {
      code: 'IMAGE_BY_TAG',
      problem: `is ${shown(reference)}, which has no digest and may change under the same name`,
    };
  if (!DIGEST.test(reference.slice(at)))
    return {
      code: 'IMAGE_INVALID',
      problem: `is ${shown(reference)}; a digest is sha256: and 64 lower-case hexadecimal digits`,
    };
  if (!REPOSITORY.test(reference.slice(0, at)))
    return { code: 'IMAGE_INVALID', problem: `is ${shown(reference)}, whose repository is not a valid name` };
  return undefined;
}

/** A reference with its digest is longer than other values. */
function shown(reference: string): string {
  return `'${oneLine(reference, 200)}'`;
}

/** The short name of an image: the last part of its path, without tag and digest. */
export function imageName(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/^.*\//, '').replace(/:.*$/, '');
}
