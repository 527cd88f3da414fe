import type { AnyNode, CallExpression, Expression, NewExpression } from 'acorn';
import type { ObjectExpression, Property, SpreadElement } from 'acorn';
import { syntaxOf } from './syntax';

/** What an expression shows of its value without being run. */
export type Shape =
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'select'; readonly arms: Shape | undefined };

/** A property of an object literal; a spread or a computed key hides its name. */
export interface Entry extends Item {
  readonly name: string | undefined;
}

/** An element of an array literal or an argument of a call. */
export interface Item {
  /** The offset in the code. */
  readonly start: number;
  readonly spread: boolean;
  /** Undefined where the value isn't written out. */
  readonly value: Shape | undefined;
}

/** Every call of a program that is given an object literal: the offset that a stack frame names → the last such literal. */
export function readArguments(code: string): ReadonlyMap<number, Shape> {
  const found = new Map<number, Shape>();
  const pending: AnyNode[] = [syntaxOf(code)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const literal = node.arguments.findLast((argument) => argument.type === 'ObjectExpression');
      if (literal !== undefined) found.set(offsetOf(node, code), objectShape(literal));
    }
    // A program has hundreds of thousands of nodes: no list is made for each.
    for (const field in node) pushNodes(node[field as keyof AnyNode], pending);
  }
  return found;
}

function pushNodes(child: unknown, pending: AnyNode[]): void {
  if (Array.isArray(child)) for (const item of child) pushNodes(item, pending);
  // Of all that a node holds, only nodes have a type.
  else if (typeof child === 'object' && child !== null && 'type' in child) pending.push(child as AnyNode);
}

/** Where V8 says that a call is: at `new`, at the name of a function or method, and else where the arguments begin. */
function offsetOf(node: CallExpression | NewExpression, code: string): number {
  const { callee } = node;
  if (node.type === 'NewExpression') return node.start;
  if (callee.type === 'Identifier' || callee.type === 'Super') return callee.start;
  if (callee.type === 'MemberExpression' && !callee.computed && !node.optional) return callee.property.start;
  return code.indexOf('(', callee.end);
}

function shapeOf(node: Expression): Shape | undefined {
  if (node.type === 'ObjectExpression') return objectShape(node);
  if (node.type === 'ArrayExpression') return { kind: 'list', items: node.elements.map(itemOf) };
  if (node.type !== 'CallExpression') return undefined;
  const [arms] = node.arguments;
  // A kind of secret is what it is given.
  if (isLongLived(node)) return arms === undefined || arms.type === 'SpreadElement' ? undefined : shapeOf(arms);
  if (!isSelect(node)) return undefined;
  return { kind: 'select', arms: arms === undefined || arms.type === 'SpreadElement' ? undefined : shapeOf(arms) };
}

/** `<anything>.select(…)` shows what its value may be. */
function isSelect({ callee }: CallExpression): boolean {
  if (callee.type !== 'MemberExpression') return false;
  const { computed, property } = callee;
  return !computed && property.type === 'Identifier' && property.name === 'select';
}

/** `longLived(…)`; a bundle spells it `(0, taxiway.longLived)(…)`. */
function isLongLived({ callee }: CallExpression): boolean {
  const called = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee;
  const name = called?.type === 'MemberExpression' && !called.computed ? called.property : called;
  return name?.type === 'Identifier' && name.name === 'longLived';
}

function objectShape({ properties }: ObjectExpression): Shape {
  return { kind: 'object', entries: properties.map(entryOf) };
}

function entryOf(property: Property | SpreadElement): Entry {
  if (property.type === 'SpreadElement') return { ...itemOf(property), name: undefined };
  return { start: property.start, spread: false, name: nameOf(property), value: shapeOf(property.value) };
}

function nameOf({ key, computed }: Property): string | undefined {
  if (key.type === 'Identifier') return computed ? undefined : key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

function itemOf(element: Expression | SpreadElement | null): Item {
  if (element === null) return { start: 0, spread: false, value: undefined };
  const spread = element.type === 'SpreadElement';
  return { start: element.start, spread, value: shapeOf(spread ? element.argument : element) };
}
