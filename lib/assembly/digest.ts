import { createHash } from 'node:crypto';

/** Returns the SHA-256 of a text's UTF-8 bytes, or of bytes, as lower-case hexadecimal digits. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
