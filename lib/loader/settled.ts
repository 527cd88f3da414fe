import type { Node } from 'acorn';
import { sha256 } from '../assembly/digest';
import { groupBy } from '../check/stacks';
import { readSections, type Section } from '../source/sections';
import { syntaxOf } from '../source/syntax';
import { AMBIENT } from './closed';
import {
  childrenOf,
  FRAME,
  FUNCTION,
  isNamed,
  isNode,
  nameOf,
  namesIn,
  patternKeys,
  targetsIn,
  type Syntax,
} from './syntax-nodes';
import { ESCAPES, HELPERS, ITERATORS, MUTATORS, UNSETTLED } from './unsettled-names';

/** A function whose body is looked at, or what is as good as one. */
interface Frame {
  readonly kind: 'module' | 'commonjs' | 'constructor' | 'plain' | 'other';
  /** What is declared in it, and in none that it holds. */
  readonly names: ReadonlySet<string>;
  /** What its module calls the packages that it requires. */
  readonly packages: ReadonlySet<string>;
  readonly outer?: Frame;
}

/** A class that a section declares, from its first character to after its last, and whether that happens once, outside of functions and loops. */
export type ClassPlace = readonly [start: number, end: number, isOutside: boolean];

/** What was found out about modules, by the SHA-256 of their code: the classes of each section. */
export type KnownModules = ReadonlyMap<string, readonly (readonly ClassPlace[])[]>;

/** A program in which every class does the same whatever ran before. */
export interface Settled {
  /** The classes that it declares once, by their text, with the place where each begins. */
  readonly classes: ReadonlyMap<string, number>;
  readonly modules: KnownModules;
  /** Whether each section of the code is a program by itself. */
  readonly isSplit: boolean;
}

/**
 * Looks at a bundled program, but for modules that are known. Undefined where anything in it could learn something from
 * elsewhere, remember something from one call to the next, change what others see, or look at more than its own service:
 * then what a class does may depend on what ran before it. What looks as if it could is taken for it: a list that a
 * function makes and fills counts as well.
 */
export function settledIn(code: string, known: KnownModules = new Map()): Settled | undefined {
  return readSections(code, (sections, isSplit) => {
    const texts = new Map<string, number | undefined>();
    const modules = new Map<string, readonly (readonly ClassPlace[])[]>();
    // What one module declares is no business of another: the bundler gives all of them names of their own.
    for (const module of groupBy(sections, (section) => section.module).values()) {
      const digest = sha256(module.map((section) => section.code).join(''));
      const found = known.get(digest) ?? classesIn(module);
      if (found === undefined) return undefined;
      modules.set(digest, found);
      for (const [index, section] of module.entries()) addTexts(section, found[index] ?? [], texts);
    }
    const classes = [...texts].flatMap(([text, start]) => (start === undefined ? [] : [[text, start] as const]));
    return { classes: new Map(classes), modules, isSplit };
  });
}

function addTexts(section: Section, classes: readonly ClassPlace[], texts: Map<string, number | undefined>): void {
  for (const [start, end, isOutside] of classes) {
    const text = section.code.slice(start, end);
    // Of two that read the same nobody can tell which one was placed.
    texts.set(text, isOutside && !texts.has(text) ? section.start + start : undefined);
  }
}

/** The classes of a module's sections; undefined where a part of it is not allowed. */
function classesIn(sections: readonly Section[]): readonly (readonly ClassPlace[])[] | undefined {
  const programs = sections.map(({ code }): Node => syntaxOf(code)).filter(isNode);
  // Its own functions stand before every module; a program may have others of the same names.
  const isOfBundler = sections.every(({ module }) => module === '');
  const frame: Frame = {
    kind: 'module',
    names: new Set(programs.flatMap((program) => [...namesIn(program)])),
    packages: new Set(programs.flatMap(packagesIn)),
  };
  const classes = programs.flatMap((program) => {
    const found: ClassPlace[] = [];
    const loops: Syntax[] = [];
    const visit = (node: Syntax, parent: Syntax | undefined, here: Frame): boolean => {
      if (!isAllowed(node, parent, here)) return false;
      if (node.type === 'ClassExpression' || node.type === 'ClassDeclaration')
        found.push([
          node.start,
          node.end,
          here.kind === 'module' && !loops.some(({ start, end }) => start <= node.start && node.end <= end),
        ]);
      if (LOOP.test(node.type)) loops.push(node);
      if (isNamed(node['callee'], '__commonJS')) for (const wrapper of wrappersIn(node)) WRAPPERS.add(wrapper);
      const inner = frameOf(node, parent, here);
      return childrenOf(node).every((child) => visit(child, node, inner));
    };
    const own = childrenOf(program).filter((statement) => !(isOfBundler && isHelper(statement)));
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
    case 'TaggedTemplateExpression':
      return !isComputed(node['tag']);
    case 'ThisExpression':
      // Outside of classes a function may be called without an object, and finds everything there.
      return here.kind !== 'plain';
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
  return here.kind === 'commonjs' && isOfModule(object) && here.names.has(String(object['name']));
}

function mayAssignAll(pattern: Syntax, here: Frame): boolean {
  return targetsIn(pattern).every((target) => mayAssign(target, here));
}

function mayRead(node: Syntax, parent: Syntax | undefined, here: Frame): boolean {
  const object = node['object'];
  const name = nameOf(node);
  if (name === undefined || !isNode(object)) return true;
  if (UNSETTLED.has(name) || ESCAPES.has(name)) return false;
  if (/^(?:add|test)$/.test(name) && isPatch(object, here)) return true;
  if (name === 'node') return isOwn(object);
  if (name === 'defineProperty') return here.kind === 'commonjs' && marksModule(parent);
  const makesNew = object.type === 'ArrayExpression' || callsObject(object);
  if (MUTATORS.has(name)) return makesNew;
  return !ITERATORS.has(name) || isNamed(object, 'Object');
}

/** `JsonPatch.add(…)` makes a patch, and changes nothing. */
function isPatch(node: Syntax, { packages }: Frame): boolean {
  const object = node['object'];
  return nameOf(node) === 'JsonPatch' && isNode(object) && packages.has(String(object['name']));
}

/** The variables that the bundler gives packages to: `var import_taxiway = require("taxiway");` */
function packagesIn(program: Syntax): readonly string[] {
  return childrenOf(program).flatMap((statement) =>
    ((statement['declarations'] ?? []) as readonly Syntax[]).flatMap(({ id, init }) =>
      isNode(id) && isNode(init) && isNamed(init['callee'], 'require') ? [String(id['name'])] : [],
    ),
  );
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

/** `Object.keys(…)` and its like make a list that nobody else has; others give back what they were given. */
function callsObject(node: Syntax): boolean {
  const callee = node['callee'];
  if (node.type !== 'CallExpression' || !isNode(callee) || !isNamed(callee['object'], 'Object')) return false;
  return /^(?:keys|values|entries|fromEntries|getOwnPropertyNames)$/.test(nameOf(callee) ?? '');
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

function isHelper(statement: Syntax): boolean {
  const list = (statement['declarations'] ?? []) as readonly Syntax[];
  return list.length > 0 && list.every(({ id }) => isNode(id) && HELPERS.has(String(id['name'])));
}

const LOOP = /^(?:For(?:In|Of)?|While|DoWhile)Statement$/;

/** What the bundler puts a CommonJS module into: `__commonJS({ "file"(exports, module) { … } })`. */
const WRAPPERS = new WeakSet<Syntax>();

function wrappersIn(call: Syntax): readonly Syntax[] {
  return ((call['arguments'] ?? []) as readonly Syntax[]).flatMap(childrenOf);
}

function frameOf(node: Syntax, parent: Syntax | undefined, here: Frame): Frame {
  if (FRAME.test(node.type)) return { kind: 'other', names: namesIn(node), packages: here.packages, outer: here };
  if (!FUNCTION.test(node.type)) return here;
  const isConstructor = parent?.type === 'MethodDefinition' && parent['kind'] === 'constructor';
  const wraps = here.kind === 'module' && parent !== undefined && WRAPPERS.has(parent);
  return {
    kind: isConstructor ? 'constructor' : wraps ? 'commonjs' : kindOf(node, parent, here),
    names: namesIn(node),
    packages: here.packages,
    outer: here,
  };
}

function kindOf(node: Syntax, parent: Syntax | undefined, here: Frame): Frame['kind'] {
  // An arrow function has the `this` of what is around it.
  if (node.type === 'ArrowFunctionExpression') return here.kind === 'plain' ? 'plain' : 'other';
  return parent?.type === 'MethodDefinition' ? 'other' : 'plain';
}
