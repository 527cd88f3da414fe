import fc from 'fast-check';

/** Expressions that use every part of the language, as Prometheus 2.42 and later read it. */
export const SOUND: readonly string[] = [
  'a',
  'up == 0',
  'topk(3, sum by (x) (rate(a_total{b=~"c|d.*",e!="f"}[5m]))) > bool 2',
  'label_replace(a, "x", "$1", "y", "(.*)")',
  'label_join(a, "d", ",", "e", "f")',
  'predict_linear(a[1h] @ end() offset -5m, 3600)',
  'sum_over_time(a[5m:1m] @ 12 offset 1h)',
  'quantile_over_time(0.9, (a + b)[1h:])',
  'histogram_quantile(0.9, sum without (pod) (rate(a_bucket[5m])))',
  'count_values("v", a) + on(x) group_left(y) b',
  'a * ignoring (c) group_right b',
  'clamp(round(a, 0.1), 0, -1) atan2 vector(pi())',
  '-a ^ 2 % 3',
  'absent_over_time(a[1h])',
  'max_over_time(a[1h30m])',
  `{__name__=~'a.+',b!~""}`,
  '1 == bool 2',
  'time() - timestamp(a) > 0x1f',
  'day_of_week() or hour(a)',
  `a{b='it\\'s',c=\`raw\`} # comment\n + b`,
  'a offset 1h > 0.1 and b offset 5m == 1e3',
  'quantile(0.5, a) unless on () b',
  'scalar(a) + Inf',
  'a{b=~"(?i)x{2,3}[[:alpha:]a-z-]+\\\\.[0-9]*?(?P<n>y|)$"}',
  String.raw`a{b=~"(a|b(?:c)?)*d+?[^\\]x]{2,5}|\\x41\\x{1F600}\\pN\\d\\.[\\w-]"}`,
  String.raw`a{b!~"(?:gkegw1-[a-z0-9]{4}-x){1,9}(?i:y)(?s).|[]a]|\\Q.*\\E\\b"}`,
];

/** Expressions that Prometheus 2.42 refuses. */
export const BROKEN: readonly string[] = [
  'sum(rate(a[5m]) > 1',
  'a)',
  'a[5m1h]',
  'rate(a[5minutes])',
  'rate(a[0s])',
  'rate(a[5])',
  'rate(a)',
  'rate(a[5m], 1)',
  'abs(a[5m])',
  'nope(a)',
  'sum(a, b)',
  'topk(a)',
  'topk("3", a)',
  '1 > 2',
  '1 and a',
  'a + bool b',
  'a and on (b) group_left () c',
  'a + on (b) group_left (b) c',
  'a + on (b) 1',
  '"a" + 1',
  '-"a"',
  '-a[5m:]',
  '1 + a[5m:1m]',
  '(a)[5m]',
  'a offset 5m [5m]',
  'sum(a) offset 5m',
  'a offset 5m offset 5m',
  'a @ 5 @ 6',
  'a @ nan',
  'a[1h + 5m]',
  'a + 5m',
  '0.07and a',
  '1_000',
  '1e999 + a',
  '{}',
  '{a=""}',
  '{a=~".*"}',
  'a{__name__="b"}',
  '{"a"}',
  'sum by ("a") (b)',
  'a{b="c}',
  'a{b="c\n"}',
  String.raw`a{b="\q"}`,
  String.raw`a{b="\'"}`,
  'a{b=~"["}',
  'a{b=~"(?=c)"}',
  String.raw`a{b=~"\\1"}`,
  'a{b=~"*"}',
  'a{b=~"c**"}',
  'a{b=~"c{2,1}"}',
  'a{b=~"c{1001}"}',
  'a{b=~"(c{100}){100}"}',
  'a{b=~"[z-a]"}',
  'a{b=~"[[:nope:]]"}',
  'atan2',
  'sum by (inf) (a)',
  'a smoothed',
  'limitk(1, a)',
  'a + fill (1) b',
];

/** What promtool takes and we do not: a range or a text has no value, and others that nobody writes. */
export function isKnownStrictness(expression: string, problem: string): boolean {
  if (/has no value at a moment|is a text$/.test(problem)) return true;
  if (/selects whatever/.test(problem)) return /\[\]|\(\?|\\/.test(expression);
  if (/'\.e?\d*' where/.test(problem)) return /\d\.(?:\D|e|$)/.test(expression);
  if (/'\w+' where/.test(problem)) return /offset/i.test(problem);
  return /which (?:has|repeats)/.test(problem) && /\)|\^|\\|\(\?/.test(expression);
}

const PIECES = [
  ...`()[]{}"'\`,+-*/^=!~<>@:. \n#\\$0159mshdaex_|?`,
  ...['offset ', 'bool ', 'by (a)', 'on(a) ', 'ignoring(b) group_left(c) ', ' or ', ' and ', 'rate', '[5m]', '[1h:5m]'],
  ...['sum', 'topk(3, ', '1m1h', '0s', 'start()', '"x"', 'inf', 'nan', '0x1f', '1e3', '5m', 'unless ', 'without ()'],
  ...['atan2 ', 'group_right ', 'count_values', '@ 5', 'label_replace(', '.*', '{2}', '[a-z]'],
];

/** Expressions with a slip or two: something left out, something put in. */
export function slipsOf(expressions: readonly string[]): fc.Arbitrary<string> {
  const slip = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    left: fc.constantFrom(0, 0, 1, 1, 5),
    put: fc.constantFrom('', '', ...PIECES),
  });
  return fc
    .tuple(fc.constantFrom(...expressions), fc.array(slip, { minLength: 1, maxLength: 2 }))
    .map(([expression, slips]) =>
      slips.reduce((text, { at, left, put }) => {
        const place = Math.floor(at * text.length);
        return text.slice(0, place) + put + text.slice(place + left);
      }, expression),
    )
    .filter((text) => text.trim() !== '');
}

const OF_PATTERNS = [
  ...[
    'a',
    'b',
    '-',
    '.',
    '*',
    '+',
    '?',
    '|',
    '(',
    ')',
    '[',
    '[^',
    ']',
    '{',
    '}',
    '^',
    '$',
    'é',
    'z-a',
    'a-z',
    ':',
    '=',
  ],
  ...['(?:', '(?i)', '(?P<n>', '(?<m>', '(?i:', '(?s-i)', '(?=', '(?U)', '(?-i)', '[[:alpha:]]', '[:x:]'],
  ...['{2}', '{2,3}', '{3,}', '{,4}', '{01}', '{100}', '{1001}'],
  ...String.raw`\ \d \w \b \. \Q \E \x4 \x41 \x{41} \1 \12 \0 \pN \p{L} \p{Greek} \p{Foo} \z \A \C \_ \- \n \q`.split(
    ' ',
  ),
];

/** Expressions with a pattern of whatever patterns are made of. */
export const ANY_PATTERN: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...OF_PATTERNS), { minLength: 1, maxLength: 7 })
  .map((pieces) => `a{b=~\`${pieces.join('')}\`}`);
