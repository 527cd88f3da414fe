import * as fc from 'fast-check';
import { BROKEN_TEXTS, ENGINE_TEXTS, strangeText } from './text';

/** What a getter of a generated program throws: the author's own mistake. */
export const THROWN = 'thrown by the program itself';

class Instance {
  readonly name = 'instance';
}

function cyclic(): object {
  const object: Record<string, unknown> = { a: 1 };
  object['self'] = object;
  return object;
}

function cyclicList(): unknown[] {
  const list: unknown[] = ['a'];
  list.push(list);
  return list;
}

/** A list with a hole in it, which most methods of lists pass over. */
export function holed(): unknown[] {
  const list: unknown[] = ['a'];
  list[2] = 'c';
  return list;
}

/** A copy of a group, of which one member throws where it is read. */
export function throwing(key: string, group: object = {}): object {
  const get = (): never => {
    throw new Error(THROWN);
  };
  return Object.defineProperty({ ...group }, key, { get, enumerable: true, configurable: true });
}

function deep(): unknown {
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 400; depth += 1) value = { value };
  return value;
}

/** Own keys with names that every object has anyway. */
function inherited(value: unknown): object {
  return Object.fromEntries(['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((key) => [key, value]));
}

/** Values that no type checker would let through, each made anew: some are changed by who reads them. */
const ODDITIES: readonly (() => unknown)[] = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 0.5, 1e21, -1e300, 2 ** 53, NaN, Infinity, -Infinity, 1n].map(
    (value) => () => value,
  ),
  ...['', ' ', 'a', '0', '1', 'x'.repeat(5_000), 'a.'.repeat(20_000), ...BROKEN_TEXTS, ...ENGINE_TEXTS].map(
    (value) => () => value,
  ),
  ...['5 Gi', '5GB', '1,5Gi', '-5ms', '+1s', '1e3Mi', '٣Gi', '5m ', '0s', '1d', '.5h', '99999999999999999999h'].map(
    (value) => () => value,
  ),
  () => [],
  () => [[]],
  () => ['a', 'a'],
  () => [undefined],
  () => ['l4'],
  () => [1],
  () => ({}),
  () => ({ a: 1 }),
  () => ({ min: 1, max: 2 }),
  () => ({ '': '' }),
  () => ({ toString: 1, valueOf: null }),
  () => ({ toJSON: () => undefined }),
  () => ({
    toJSON: () => {
      throw new Error(THROWN);
    },
  }),
  () => Object.create(null) as unknown,
  () => Object.freeze({ model: 'l4', cpu: 1 }),
  () => Object.freeze(['a']),
  () => new Map([['a', 1]]),
  () => new Set(['a']),
  () => new Date(0),
  () => new Instance(),
  () => new Error('an error'),
  () => /a/,
  () => new Uint8Array(3),
  () => Object(`a`) as unknown,
  () => () => 1,
  () => class {},
  () => Symbol('odd'),
  () => Promise.resolve(1),
  () => inherited('a'),
  () => inherited(1),
  cyclic,
  cyclicList,
  holed,
  deep,
];

/** Anything at all, but for what throws when it is read. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...ODDITIES).map((make) => make()), weight: 6 },
  {
    arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, maxDepth: 2 }),
    weight: 1,
  },
  { arbitrary: strangeText(8), weight: 1 },
  { arbitrary: fc.double(), weight: 1 },
);
