/** Half a character, and the end of a text for every C program. */
const UNWRITABLE = /[\p{Cs}\0]/u;

/** Whether files, manifests and processes can hold a text as it is: UTF-8 has no half characters, and a NUL ends a C string. */
export function isWritable(text: string): boolean {
  return !UNWRITABLE.test(text);
}

/** From least to most, for people: `3–24`, or `2` where both are the same. */
export function sayRange(least: number, most: number): string {
  return least === most ? String(most) : `${least}–${most}`;
}
