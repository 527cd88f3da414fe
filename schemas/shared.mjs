// Says once what several schemas of a source have alike: the largest equal parts become definitions.

/** Shorter than this, a reference saves too little. */
const WORTH = 120;
/** Keywords whose value is one schema, a list of them, or an object of them. */
const ONE = ['items', 'additionalProperties', 'not'];
const LISTS = ['anyOf', 'oneOf', 'allOf'];

/** The schemas with references, and the definitions that these refer to, in the order in which they first occur. */
export function shared(schemas) {
  const counts = new Map();
  for (const schema of schemas) countParts(schema, counts);
  const names = new Map();
  const definitions = new Map();
  const referred = (schema) => {
    const text = JSON.stringify(schema);
    if ((counts.get(text) ?? 0) < 2 || text.length < WORTH) return within(schema, referred);
    if (!names.has(text)) {
      const name = `#${names.size}`;
      names.set(text, name);
      // Reserves the place in the order, before those of its own parts.
      definitions.set(name, undefined);
      definitions.set(name, within(schema, referred));
    }
    return { $ref: names.get(text) };
  };
  return { schemas: schemas.map((schema) => within(schema, referred)), definitions };
}

/** How often each part occurs; what lies in one that was seen before is counted with it. */
function countParts(schema, counts) {
  for (const child of childrenOf(schema)) {
    const text = JSON.stringify(child);
    const seen = counts.get(text) ?? 0;
    counts.set(text, seen + 1);
    if (seen === 0) countParts(child, counts);
  }
}

function childrenOf(schema) {
  const children = [];
  within(schema, (child) => {
    children.push(child);
    return child;
  });
  return children;
}

/** A copy in which every schema right below is replaced. */
function within(schema, replace) {
  const copy = { ...schema };
  for (const keyword of ONE) if (typeof copy[keyword] === 'object') copy[keyword] = replace(copy[keyword]);
  for (const keyword of LISTS) if (copy[keyword] !== undefined) copy[keyword] = copy[keyword].map(replace);
  if (copy.properties !== undefined) {
    copy.properties = Object.fromEntries(Object.entries(copy.properties).map(([key, child]) => [key, replace(child)]));
  }
  return copy;
}
