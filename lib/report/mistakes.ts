import type { Mistake, SourcePosition } from '../errors';
import type { Terminal } from './terminal';

/** One mistake, and all the environments that it was found in. */
export interface MergedMistake extends Mistake {
  readonly environments: readonly string[];
}

/** The same mistake in several environments is one mistake. */
export function mergeMistakes(mistakes: readonly Mistake[]): readonly MergedMistake[] {
  const merged = new Map<string, MergedMistake>();
  for (const mistake of mistakes) {
    const key = [mistake.code, mistake.at, mistake.problem, mistake.fix, placeOf(mistake.source)].join('\u0000');
    const environments = merged.get(key)?.environments ?? [];
    const more =
      mistake.environment === undefined || environments.includes(mistake.environment) ? [] : [mistake.environment];
    merged.set(key, { ...mistake, environments: [...environments, ...more] });
  }
  return [...merged.values()].sort(compareMistakes);
}

function compareMistakes(one: Mistake, other: Mistake): number {
  const [left, right] = [one, other].map(
    ({ source, at }) => [source?.file ?? '~', source?.line ?? 0, source?.column ?? 0, at] as const,
  );
  for (const index of [0, 1, 2, 3] as const) {
    const [a, b] = [left?.[index] ?? '', right?.[index] ?? ''];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

/** A place as editors open it: `services/spamcheck.ts:8:7`. */
export function placeOf(source: SourcePosition | undefined): string {
  if (source === undefined) return '';
  return `${source.file}:${source.line}:${source.column}${source.approximate === true ? ' (near)' : ''}`;
}

/** All mistakes for people: what, where, in which environments, and the fix. */
export function mistakesText({ colors }: Terminal, mistakes: readonly Mistake[]): string {
  const lines: string[] = [];
  for (const { at, problem, fix, code, source, environments } of mergeMistakes(mistakes)) {
    const place = placeOf(source);
    const where = [
      place === '' ? [] : [colors.cyan(place)],
      environments.length === 0 ? [] : [`in ${environments.join(', ')}`],
    ].flat();
    lines.push(`${colors.red('error')} ${colors.bold(at)}: ${problem} ${colors.dim(`(${code})`)}`);
    if (where.length > 0) lines.push(`      ${where.join(' ')}`);
    lines.push(`      ${fix}`);
  }
  return lines.join('\n');
}
