/** An amount of memory or storage: `'512Mi'`, `'16Gi'`. Binary units only, so that 1G and 1Gi can't be mixed up. */
export type Memory = `${number}${'Mi' | 'Gi' | 'Ti'}`;

/** Processor time: whole or half cores as a number (`2`, `0.5`), or thousandths of one (`'250m'`). */
export type Cpu = number | `${number}m`;

/** A span of time: `'800ms'`, `'60s'`, `'5m'`, `'1h'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h'}`;

const MEMORY_UNITS: Readonly<Record<string, number>> = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const NUMBER = '(0|[1-9][0-9]*)(\\.[0-9]+)?';

const MEMORY_PATTERN = new RegExp(`^(${NUMBER})(Mi|Gi|Ti)$`);
const CPU_PATTERN = /^([1-9][0-9]*)m$/;
const DURATION_PATTERN = new RegExp(`^(${NUMBER})(ms|s|m|h)$`);

/** Bytes of a memory amount; undefined where it isn't one, is zero, or isn't a whole number of bytes. */
export function toBytes(memory: unknown): number | undefined {
  const match = typeof memory === 'string' ? MEMORY_PATTERN.exec(memory) : null;
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (MEMORY_UNITS[match[4] ?? ''] ?? NaN);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Thousandths of a core; undefined where it isn't an amount, or is finer than one thousandth. */
export function toMillicores(cpu: unknown): number | undefined {
  if (typeof cpu === 'number') {
    const millicores = Math.round(cpu * 1000);
    return millicores >= 1 && Number.isSafeInteger(millicores) && Math.abs(millicores - cpu * 1000) < 1e-6
      ? millicores
      : undefined;
  }
  const match = typeof cpu === 'string' ? CPU_PATTERN.exec(cpu) : null;
  const millicores = Number(match?.[1] ?? NaN);
  return Number.isSafeInteger(millicores) ? millicores : undefined;
}

/** Milliseconds of a duration; undefined where it isn't one or isn't positive. */
export function toMilliseconds(duration: unknown): number | undefined {
  const match = typeof duration === 'string' ? DURATION_PATTERN.exec(duration) : null;
  if (match === null) return undefined;
  const milliseconds = Number(match[1]) * (DURATION_UNITS[match[4] ?? ''] ?? NaN);
  return milliseconds > 0 ? milliseconds : undefined;
}

/** Whole seconds of a duration that was checked before, rounded up. */
export function toSeconds(duration: Duration): number {
  return Math.ceil((toMilliseconds(duration) ?? 0) / 1000);
}

/** The spelling in which the API server stores an amount of bytes: `1Gi`, never `1024Mi`. */
export function canonicalBytes(bytes: number): string {
  for (const [unit, size] of [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/** The spelling in which the API server stores processor time: `1`, never `1000m`. */
export function canonicalMillicores(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}
