/** What an expression comes to. */
export type ValueType = 'scalar' | 'string' | 'instant vector' | 'range vector';

/** What a function takes and gives back. */
export interface Signature {
  readonly takes: readonly ValueType[];
  /** How many of its last arguments may be left out. */
  readonly optional: number;
  /** Whether the last one may be repeated. */
  readonly repeats: boolean;
  readonly gives: 'scalar' | 'instant vector';
}

type Letter = 's' | 't' | 'v' | 'r';
const TYPES: Readonly<Record<Letter, ValueType>> = {
  s: 'scalar',
  t: 'string',
  v: 'instant vector',
  r: 'range vector',
};

/** By what they take: a letter an argument (scalar, text, vector, range), `?` after what may be left out, `*` after what may be repeated. */
const BY_ARGUMENTS: Readonly<Record<string, string>> = {
  '': 'pi time',
  s: 'vector',
  v: 'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_count histogram_sum ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
  'v?': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  vs: 'clamp_max clamp_min',
  'vs?': 'round',
  vss: 'clamp',
  sv: 'histogram_quantile',
  ssv: 'histogram_fraction',
  r: 'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
  rs: 'predict_linear',
  sr: 'quantile_over_time',
  vtttt: 'label_replace',
  'vttt?*': 'label_join',
};
const SCALARS = new Set(['pi', 'scalar', 'time']);

function signature(letters: string, name: string): Signature {
  const plain = letters.replaceAll(/[?*]/g, '');
  return {
    // The letters are those of the table above.
    takes: [...plain].map((letter) => TYPES[letter as Letter]),
    optional: letters.includes('?') ? 1 : 0,
    repeats: letters.includes('*'),
    gives: SCALARS.has(name) ? 'scalar' : 'instant vector',
  };
}

/**
 * The functions that every Prometheus from 2.42 on has, without those that were experimental or renamed since. By
 * promql/parser/functions.go of prometheus/prometheus.
 */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map(
  Object.entries(BY_ARGUMENTS).flatMap(([letters, names]) =>
    names.split(' ').map((name) => [name, signature(letters, name)] as const),
  ),
);

/** What an aggregation takes beside its vector. */
export const AGGREGATIONS: ReadonlyMap<string, ValueType | undefined> = new Map<string, ValueType | undefined>([
  ...['avg', 'count', 'group', 'max', 'min', 'stddev', 'stdvar', 'sum'].map((name) => [name, undefined] as const),
  ...['bottomk', 'quantile', 'topk'].map((name) => [name, 'scalar'] as const),
  ['count_values', 'string'],
]);
