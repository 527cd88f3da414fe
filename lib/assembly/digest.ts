import * as crypto from 'node:crypto';

/** Node.js 20.12 and later hash in one call, which takes half of the time for short texts. */
const hash = (crypto as { readonly hash?: (name: string, data: string | Uint8Array) => string }).hash;

/** Returns the SHA-256 of a text's UTF-8 bytes, or of bytes, as lower-case hexadecimal digits. */
export function sha256(text: string | Uint8Array): string {
  return hash?.('sha256', text) ?? crypto.createHash('sha256').update(text).digest('hex');
}
