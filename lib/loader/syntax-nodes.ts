import type { Node } from 'acorn';

/** Any node, as its fields are read. */
export type Syntax = Node & { readonly [field: string]: unknown };

/** Functions of all kinds. */
export const FUNCTION = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** A field of a class and a static block are as good as functions. */
export const FRAME = /^(?:PropertyDefinition|StaticBlock)$/;

/** The name of a field that is read; undefined where it is reckoned. */
export function nameOf(node: Syntax): string | undefined {
  const property = node['property'];
  if (!isNode(property)) return undefined;
  if (node['computed'] !== true) return String(property['name']);
  return property.type === 'Literal' ? String(property['value']) : undefined;
}

export function patternKeys(pattern: Syntax): readonly string[] {
  return childrenOf(pattern).flatMap((property) => {
    const { key } = property as { readonly key?: Syntax };
    return key === undefined ? [] : [String(key['name'] ?? key['value'])];
  });
}

export function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node['name'] === name;
}

/** What a function declares: parameters, variables, functions and classes of its own body. */
export function namesIn(scope: Syntax): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (pattern: unknown): void => {
    for (const target of targetsIn(pattern)) if (target.type === 'Identifier') names.add(String(target['name']));
  };
  const visit = (node: Syntax): void => {
    if (node.type === 'VariableDeclarator' || /^(?:Function|Class)Declaration$/.test(node.type)) add(node['id']);
    if (node.type === 'CatchClause') add(node['param']);
    if (!FUNCTION.test(node.type) && !FRAME.test(node.type)) for (const child of childrenOf(node)) visit(child);
  };
  for (const parameter of (scope['params'] ?? []) as readonly Syntax[]) add(parameter);
  for (const child of childrenOf(scope)) visit(child);
  return names;
}

/** What a pattern gives values to. */
export function targetsIn(pattern: unknown): readonly Syntax[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case 'ObjectPattern':
    case 'ArrayPattern':
      return childrenOf(pattern).flatMap(targetsIn);
    case 'Property':
      return targetsIn(pattern['value']);
    case 'RestElement':
      return targetsIn(pattern['argument']);
    case 'AssignmentPattern':
      return targetsIn(pattern['left']);
    default:
      return [pattern];
  }
}

export function childrenOf(node: Syntax): readonly Syntax[] {
  const children: Syntax[] = [];
  // A program has hundreds of thousands of nodes: no list is made for each field.
  for (const field in node) {
    const value = node[field];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item);
    if (isNode(value)) children.push(value);
  }
  return children;
}

export function isNode(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
