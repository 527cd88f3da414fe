const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/** A moment, as RFC 3339 in UTC and whole seconds; undefined where the text is none. */
export function toTime(text: string): string | undefined {
  const match = RFC_3339.exec(text);
  const moment = match === null ? Number.NaN : Date.parse(text.toUpperCase());
  if (Number.isNaN(moment)) return undefined;
  // A day that no month has is counted on into the next one by some engines.
  const days = new Date(Date.UTC(Number(match?.[1]), Number(match?.[2]), 0)).getUTCDate();
  return Number(match?.[3]) > days ? undefined : toText(moment);
}

/** Seconds since 1970, as SOURCE_DATE_EPOCH has them. */
export function toTimeFromEpoch(text: string): string | undefined {
  return /^\d{1,12}$/.test(text) ? toText(Number(text) * 1000) : undefined;
}

/** Milliseconds since 1970 as RFC 3339. */
export function toText(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z');
}
