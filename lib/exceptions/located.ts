import { EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';

/** Where a value of a YAML text begins, and what is in it. */
export interface Located {
  readonly offset: number;
  readonly items: readonly Located[];
  readonly entries: ReadonlyMap<string, Located>;
}

type Event = ReturnType<typeof parseEvents>[number];

/** The places of everything in the first document of a YAML text, which must be one that parses. */
export function locateYaml(text: string): Located {
  const events = parseEvents(text, {})[Symbol.iterator]();
  const next = (): Event | undefined => events.next().value;
  next();
  return readNode(next(), next, text) ?? leaf(0);
}

/** The line of an offset; the first is 1, and so is the first column. */
export function positionIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function leaf(offset: number): Located {
  return { offset, items: [], entries: new Map() };
}

/** Undefined at the end of what holds the node. */
function readNode(event: Event | undefined, next: () => Event | undefined, text: string): Located | undefined {
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return leaf(Math.max(0, event.valueStart));
    case EVENT_ID.ALIAS:
      return leaf(event.anchorStart);
    case EVENT_ID.SEQUENCE: {
      const items: Located[] = [];
      for (let item = readNode(next(), next, text); item !== undefined; item = readNode(next(), next, text))
        items.push(item);
      return { offset: items[0]?.offset ?? event.start, items, entries: new Map() };
    }
    case EVENT_ID.MAPPING: {
      const entries = new Map<string, Located>();
      let first: number | undefined;
      for (let key = next(); key !== undefined && key.type !== EVENT_ID.POP; key = next()) {
        const name = key.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : '';
        const { offset } = readNode(key, next, text) ?? leaf(0);
        first ??= offset;
        const value = readNode(next(), next, text);
        // The key is what a reader looks for; the value may stand far below.
        if (value !== undefined) entries.set(name, { ...value, offset });
      }
      return { offset: first ?? event.start, items: [], entries };
    }
    default:
      return undefined;
  }
}
