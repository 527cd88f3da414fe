/** A type as Terraform writes it: `"string"`, `["list", "string"]`, `["object", { name: "string" }]`. */
export type TypeConstraint =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', TypeConstraint]
  | readonly ['object', { readonly [name: string]: TypeConstraint }];

/**
 * One argument or exported attribute: what the provider says of it, a letter each, and its type.
 * r required, o optional, c computed, s sensitive, w write-only, d deprecated.
 */
export type Attribute = readonly [letters: string, type: TypeConstraint];

/** A block within a block: how it nests, how many there are at least and at most (0: any number), and what it holds. */
export type NestedBlock = readonly [
  nesting: 'single' | 'list' | 'set',
  least: number,
  most: number,
  block: BlockSchema,
];

/** What a block may hold. */
export interface BlockSchema {
  readonly attributes?: { readonly [name: string]: Attribute };
  readonly blocks?: { readonly [name: string]: NestedBlock };
}

/** The attribute of this name, or undefined where the block has none. */
export function attributeOf({ attributes }: BlockSchema, name: string): Attribute | undefined {
  return attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** The nested block of this name, or undefined where the block has none. */
export function nestedOf({ blocks }: BlockSchema, name: string): NestedBlock | undefined {
  return blocks !== undefined && Object.hasOwn(blocks, name) ? blocks[name] : undefined;
}

/** Whether somebody else than the provider may set it. */
export function isSettable([letters]: Attribute): boolean {
  return letters.includes('r') || letters.includes('o');
}

const REQUIRED = new WeakMap<BlockSchema, readonly string[]>();

/** The arguments that a block can't be without, sorted. */
export function requiredOf(block: BlockSchema): readonly string[] {
  const known = REQUIRED.get(block);
  if (known !== undefined) return known;
  const required = Object.entries(block.attributes ?? {}).flatMap(([name, [letters]]) =>
    letters.includes('r') ? [name] : [],
  );
  REQUIRED.set(block, required);
  return required;
}

const LEAST = new WeakMap<BlockSchema, readonly (readonly [name: string, least: number])[]>();

/** The blocks that a block can't be without, each with the least number. */
export function leastOf(block: BlockSchema): readonly (readonly [name: string, least: number])[] {
  const known = LEAST.get(block);
  if (known !== undefined) return known;
  const needed = Object.entries(block.blocks ?? {}).flatMap(([name, [, least]]) =>
    least > 0 ? [[name, least] as const] : [],
  );
  LEAST.set(block, needed);
  return needed;
}

/** The names that may be written in a block, sorted. */
export function namesIn({ attributes = {}, blocks = {} }: BlockSchema): readonly string[] {
  const settable = Object.entries(attributes).flatMap(([name, one]) => (isSettable(one) ? [name] : []));
  return [...settable, ...Object.keys(blocks)].sort();
}

/** Where in a block, at any depth, an argument of this name may be written: dotted paths, sorted. */
export function pathsOf(block: BlockSchema, name: string, above = ''): readonly string[] {
  const own = attributeOf(block, name);
  const here = (own !== undefined && isSettable(own)) || nestedOf(block, name) !== undefined;
  const below = Object.entries(block.blocks ?? {}).flatMap(([key, [, , , inner]]) =>
    pathsOf(inner, name, `${above}${key}.`),
  );
  return [...(here ? [`${above}${name}`] : []), ...below].sort();
}

/** A type as a reader says it: `list of string`. */
export function typeName(type: TypeConstraint): string {
  if (typeof type === 'string') return type === 'dynamic' ? 'value' : type;
  return type[0] === 'object' ? 'object' : `${type[0]} of ${typeName(type[1])}`;
}
