import type { Node } from 'acorn';
import { sha256 } from '../assembly/digest';
import { groupBy } from '../check/stacks';
import { readSections, type Section } from '../source/sections';
import { syntaxOf } from '../source/syntax';
import { AMBIENT } from './closed';
import { ESCAPES, HELPERS, ITERATORS, MUTATORS, UNSETTLED } from './unsettled-names';

/** Any node, as its fields are read. */
type Syntax = Node & { readonly [field: string]: unknown };

/** A function whose body is looked at, or what is as good as one. */
interface Frame {
  readonly kind: 'module' | 'commonjs' | 'constructor' | 'other';
  /** What is declared in it, and in none that it holds. */
  readonly names: ReadonlySet<string>;
  readonly outer?: Frame;
}

/** A class that a section declares, from its first character to after its last, and whether that is outside of functions. */
export type ClassPlace = readonly [start: number, end: number, isOutside: boolean];

/** What was found out about modules, by the SHA-256 of their code: the classes of each section. */
export type KnownModules = ReadonlyMap<string, readonly (readonly ClassPlace[])[]>;

/** A program in which every class does the same whatever ran before. */
export interface Settled {
  /** The classes that it declares outside of functions, by their text, with the place where each begins. */
  readonly classes: ReadonlyMap<string, number>;
  readonly modules: KnownModules;
}

/**
 * Looks at a bundled program, but for modules that are known. Undefined where anything in it could learn something from
 * elsewhere, remember something from one call to the next, change what others see, or look at more than its own service:
 * then what a class does may depend on what ran before it. What looks as if it could is taken for it: a list that a
 * function makes and fills counts as well.
 */
export function settledIn(code: string, known: KnownModules = new Map()): Settled | undefined {
  return readSections(code, (sections) => {
    const texts = new Map<string, number | undefined>();
    const modules = new Map<string, readonly (readonly ClassPlace[])[]>();
    // What one module declares is no business of another: the bundler gives all of them names of their own.
    for (const module of groupBy(sections, (section) => section.module).values()) {
      const digest = sha256(module.map((section) => section.code).join(''));
      const found = known.get(digest) ?? classesIn(module);
      if (found === undefined) return undefined;
      modules.set(digest, found);
      for (const [index, section] of module.entries()) noteTexts(section, found[index] ?? [], texts);
    }
    const classes = [...texts].flatMap(([text, start]) => (start === undefined ? [] : [[text, start] as const]));
    return { classes: new Map(classes), modules };
  });
}

function noteTexts(section: Section, classes: readonly ClassPlace[], texts: Map<string, number | undefined>): void {
  for (const [start, end, isOutside] of classes) {
    const text = section.code.slice(start, end);
    // Of two that read the same nobody can tell which one was placed.
    texts.set(text, isOutside && !texts.has(text) ? section.start + start : undefined);
  }
}

/** The classes of a module's sections; undefined where a part of it is not allowed. */
function classesIn(sections: readonly Section[]): readonly (readonly ClassPlace[])[] | undefined {
  const programs = sections.map(({ code }): Node => syntaxOf(code)).filter(isNode);
  const frame: Frame = { kind: 'module', names: new Set(programs.flatMap((program) => [...namesIn(program)])) };
  const classes = programs.flatMap((program) => {
    const found: ClassPlace[] = [];
    const visit = (node: Syntax, parent: Syntax | undefined, here: Frame): boolean => {
      if (!isAllowed(node, parent, here)) return false;
      if (node.type === 'ClassExpression' || node.type === 'ClassDeclaration')
        found.push([node.start, node.end, here.kind === 'module']);
      const inner = frameOf(node, parent, here);
      return childrenOf(node).every((child) => visit(child, node, inner));
    };
    const own = childrenOf(program).filter((statement) => !isHelper(statement));
    return own.every((statement) => visit(statement, undefined, frame)) ? [found] : [];
  });
  return classes.length < sections.length ? undefined : classes;
}

function isAllowed(node: Syntax, parent: Syntax | undefined, here: Frame): boolean {
  switch (node.type) {
    case 'AssignmentExpression':
      return targetsIn(node['left']).every((target) => mayAssign(target, here));
    case 'UpdateExpression':
      return targetsIn(node['argument']).every((target) => mayAssign(target, here));
    case 'ForInStatement':
    case 'ForOfStatement':
      return isNode(node['left']) && (node['left'].type === 'VariableDeclaration' || mayAssignAll(node['left'], here));
    case 'UnaryExpression':
      return node['operator'] !== 'delete';
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node['generator'] !== true && node['async'] !== true;
    case 'AwaitExpression':
    case 'YieldExpression':
      return false;
    case 'ReturnStatement':
      // What a constructor returns takes the place of the new object.
      return here.kind !== 'constructor' || node['argument'] === null;
    case 'Literal':
      return !remembersPlace(node, parent);
    case 'Identifier':
      return mayName(String(node['name']));
    case 'ObjectPattern':
      return patternKeys(node).every((name) => !MUTATORS.has(name) && !ESCAPES.has(name) && name !== 'node');
    case 'CallExpression':
      return !isComputed(node['callee']);
    case 'MemberExpression':
      return mayRead(node, parent, here);
    default:
      return true;
  }
}

/** What acts unseen is not named, nor what a program could learn something from; what it requires is looked at elsewhere. */
function mayName(name: string): boolean {
  return !UNSETTLED.has(name) && (!AMBIENT.has(name) || name === 'require');
}

/** Whether a variable is the function's own alone, or a field belongs to an object that is being made. */
function mayAssign(target: Syntax, here: Frame): boolean {
  if (target.type === 'Identifier') {
    const name = String(target['name']);
    if (!here.names.has(name)) return false;
    for (let outer = here.outer; outer !== undefined; outer = outer.outer) if (outer.names.has(name)) return false;
    return true;
  }
  const object = target['object'];
  if (target.type !== 'MemberExpression' || !isNode(object)) return false;
  if (here.kind === 'constructor') return object.type === 'ThisExpression';
  if (here.kind === 'module') return isNamed(object, 'module') && nameOf(target) === 'exports';
  return here.kind === 'commonjs' && isOfModule(object);
}

function mayAssignAll(pattern: Syntax, here: Frame): boolean {
  return targetsIn(pattern).every((target) => mayAssign(target, here));
}

function mayRead(node: Syntax, parent: Syntax | undefined, here: Frame): boolean {
  const object = node['object'];
  const name = nameOf(node);
  if (name === undefined || !isNode(object)) return true;
  if (UNSETTLED.has(name) || ESCAPES.has(name)) return false;
  if (name === 'node') return isOwn(object);
  if (name === 'defineProperty') return here.kind === 'commonjs' && marksModule(parent);
  const makesNew = object.type === 'ArrayExpression' || callsObject(object);
  if (MUTATORS.has(name)) return makesNew;
  return !ITERATORS.has(name) || isNamed(object, 'Object');
}

/** `Object.defineProperty(exports, '__esModule', …)` */
function marksModule(call: Syntax | undefined): boolean {
  const [first, second] = (call?.['arguments'] ?? []) as readonly Syntax[];
  return isOfModule(first) && second?.['value'] === '__esModule';
}

/** esbuild gives each module names of its own: `exports2`, `module2`. */
function isOfModule(node: unknown): boolean {
  return isNode(node) && node.type === 'Identifier' && /^(?:exports|module)\d*$/.test(String(node['name']));
}

/** `Object.keys(…)` and its like make a list that nobody else has. */
function callsObject(node: Syntax): boolean {
  const callee = node['callee'];
  return node.type === 'CallExpression' && isNode(callee) && isNamed(callee['object'], 'Object');
}

/** What begins with `this`. */
function isOwn(node: Syntax): boolean {
  if (node.type === 'ThisExpression') return true;
  return node.type === 'MemberExpression' && isNode(node['object']) && isOwn(node['object']);
}

/** A pattern with the flag g or y knows where it stopped, unless it is made where it is used. */
function remembersPlace(node: Syntax, parent: Syntax | undefined): boolean {
  const flags = (node['regex'] as { readonly flags: string } | undefined)?.flags ?? '';
  if (!/[gy]/.test(flags)) return false;
  const callee = parent?.type === 'CallExpression' ? parent['callee'] : undefined;
  return !isNode(callee) || callee === node || !/^(?:replace|replaceAll|split|match)$/.test(nameOf(callee) ?? '');
}

function isComputed(callee: unknown): boolean {
  return isNode(callee) && callee.type === 'MemberExpression' && nameOf(callee) === undefined;
}

/** The name of a field that is read; undefined where it is reckoned. */
function nameOf(node: Syntax): string | undefined {
  const property = node['property'];
  if (!isNode(property)) return undefined;
  if (node['computed'] !== true) return String(property['name']);
  return property.type === 'Literal' ? String(property['value']) : undefined;
}

function patternKeys(pattern: Syntax): readonly string[] {
  return childrenOf(pattern).flatMap((property) => {
    const { key } = property as { readonly key?: Syntax };
    return key === undefined ? [] : [String(key['name'] ?? key['value'])];
  });
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node['name'] === name;
}

function isHelper(statement: Syntax): boolean {
  const list = (statement['declarations'] ?? []) as readonly Syntax[];
  return list.length > 0 && list.every(({ id }) => isNode(id) && HELPERS.has(String(id['name'])));
}

const FUNCTION = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** A field of a class and a static block are as good as functions. */
const FRAME = /^(?:PropertyDefinition|StaticBlock)$/;

function frameOf(node: Syntax, parent: Syntax | undefined, here: Frame): Frame {
  if (FRAME.test(node.type)) return { kind: 'other', names: namesIn(node), outer: here };
  if (!FUNCTION.test(node.type)) return here;
  const isConstructor = parent?.type === 'MethodDefinition' && parent['kind'] === 'constructor';
  const wraps = here.kind === 'module' && parent?.type === 'Property' && parent['method'] === true;
  const kind = isConstructor ? 'constructor' : wraps ? 'commonjs' : 'other';
  return { kind, names: namesIn(node), outer: here };
}

/** What a function declares: parameters, variables, functions and classes of its own body. */
function namesIn(scope: Syntax): ReadonlySet<string> {
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
function targetsIn(pattern: unknown): readonly Syntax[] {
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

function childrenOf(node: Syntax): readonly Syntax[] {
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

function isNode(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
