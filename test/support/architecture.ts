import { posix } from 'node:path';
import * as ts from '@typescript/typescript6';

/** Path from the root of the repository → source text. */
export type Files = ReadonlyMap<string, string>;

/** The rules in words: `test/architecture.test.ts`. */
export type Rule = 'arrow' | 'cycle' | 'root' | 'engine' | 'index' | 'construct' | 'length';

/** One broken rule in one file. */
export interface Violation {
  readonly rule: Rule;
  readonly file: string;
  readonly problem: string;
}

interface Reference {
  readonly to: string;
  /** Gone at run time: `import type`, `import { type A }`, `import('x').A`. */
  readonly typeOnly: boolean;
}

interface Module {
  readonly path: string;
  readonly folder: string;
  readonly source: ts.SourceFile;
  readonly references: readonly Reference[];
}

const LAYERS: Readonly<Record<string, readonly string[]>> = {
  bin: ['bin', 'constructs', 'lib'],
  constructs: ['constructs', 'lib'],
  lib: ['lib'],
  services: ['services'],
  environments: ['environments'],
};
/** The placement table and the program that runs it join services with environments; nothing else may. */
const TABLE = ['services/index.ts', 'services/main.ts'];
const OWN_NAME = 'taxiway';
const PROVIDER_ROOT = /^@cdktf\/provider-[^/]+$/;
const ENGINE = /^(cdktf|cdk8s|cdk8s-plus-27|constructs|@cdktf\/provider-[^/]+)(\/|$)/;
const PRIVATE_REACH = /^(cdktf|cdk8s|constructs)\/(lib|src)(\/|$)/;
const MAX_LINES = 300;

/** Every broken rule in these files: a pure function, so that a fault can be seeded and seen. */
export function violations(files: Files): Violation[] {
  const modules = [...files].filter(([path]) => layerOf(path) !== undefined).map(([path, text]) => parse(path, text));
  const oneByOne = [arrows, packages, indexFile, untested, length];
  return [
    ...modules.flatMap((module) => oneByOne.flatMap((rule) => [...rule(module, files)])),
    ...cycles(modules, files),
  ];
}

function* arrows(module: Module, files: Files): Iterable<Violation> {
  const allowed = LAYERS[module.folder] ?? [];
  const published = module.folder === 'services' || module.folder === 'environments';
  for (const { to } of module.references) {
    if (to.startsWith('.')) {
      const target = resolve(module.path, to, files);
      const folder = target.split('/')[0] ?? target;
      const joins = TABLE.includes(module.path) && folder === 'environments';
      const isCode = Object.hasOwn(LAYERS, folder) || folder === 'test' || folder === 'bench';
      if (isCode && !allowed.includes(folder) && !joins) yield broken('arrow', module, `imports ${target}`);
    } else if (published ? to !== OWN_NAME : isOwn(to)) {
      yield broken('arrow', module, `imports ${to}`);
    }
  }
}

function* packages(module: Module): Iterable<Violation> {
  const inEngine = module.path.startsWith('lib/engine/');
  for (const { to, typeOnly } of module.references) {
    if (PROVIDER_ROOT.test(to)) yield broken('root', module, `imports all of ${to}`);
    if (to === 'cdk8s-plus-27' && !typeOnly) yield broken('root', module, `loads all of ${to}`);
    // A type costs a pure module nothing; in services and environments 'arrow' refuses it all the same.
    if (ENGINE.test(to) && !typeOnly && !inEngine && module.folder !== 'constructs') {
      yield broken('engine', module, `loads ${to}`);
    }
    if (PRIVATE_REACH.test(to) && !inEngine) yield broken('engine', module, `reaches into ${to}`);
  }
}

function* indexFile(module: Module): Iterable<Violation> {
  if (posix.basename(module.path) !== 'index.ts' || module.path === 'services/index.ts') return;
  for (const statement of module.source.statements) {
    const byName =
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier !== undefined &&
      statement.exportClause !== undefined &&
      ts.isNamedExports(statement.exportClause);
    if (!byName) yield broken('index', module, `holds ${firstLine(statement, module.source)}`);
  }
}

function* length(module: Module): Iterable<Violation> {
  const lines = module.source.text.replace(/\n$/, '').split('\n').length;
  if (module.folder !== 'bin' && lines > MAX_LINES) yield broken('length', module, `has ${lines} lines`);
}

function* untested(module: Module, files: Files): Iterable<Violation> {
  const name = posix.basename(module.path, '.ts');
  if (module.folder !== 'constructs' || name === 'index') return;
  const classes = module.source.statements.filter(isExportedSubclass);
  if (classes.length === 0) return;
  const tested = [...files.keys()].some(
    (path) => path.startsWith('test/constructs/') && posix.basename(path) === `${name}.test.ts`,
  );
  if (!tested) yield broken('construct', module, `has no test/constructs/${name}.test.ts`);
  for (const declaration of classes) {
    const tags = ts.getJSDocTags(declaration).map((tag) => tag.tagName.text);
    if (!tags.includes('example')) {
      yield broken('construct', module, `${declaration.name?.text ?? 'class'} has no doc comment with an @example`);
    }
  }
}

/** Groups of files that reach each other at run time (Tarjan's strongly connected components). */
function cycles(modules: readonly Module[], files: Files): Violation[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: Violation[] = [];

  const visit = (module: Module): number => {
    const index = order.size;
    let lowest = index;
    order.set(module.path, index);
    open.push(module.path);
    for (const { to, typeOnly } of module.references) {
      const target = typeOnly || !to.startsWith('.') ? undefined : byPath.get(resolve(module.path, to, files));
      if (target === undefined) continue;
      if (!order.has(target.path)) lowest = Math.min(lowest, visit(target));
      else if (open.includes(target.path)) lowest = Math.min(lowest, low.get(target.path) ?? order.get(target.path)!);
      if (target === module) found.push(broken('cycle', module, 'imports itself'));
    }
    low.set(module.path, lowest);
    if (lowest === index) {
      const group = open.splice(open.indexOf(module.path)).sort();
      if (group.length > 1)
        found.push({ rule: 'cycle', file: group[0]!, problem: `imports in a circle: ${group.join(', ')}` });
    }
    return lowest;
  };
  for (const module of modules) if (!order.has(module.path)) visit(module);
  return found;
}

const parsed = new Map<string, Module>();

function parse(path: string, text: string): Module {
  const known = parsed.get(path);
  if (known?.source.text === text) return known;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const module = { path, folder: layerOf(path) ?? '', source, references: [...referencesOf(source)] };
  parsed.set(path, module);
  return module;
}

function* referencesOf(node: ts.Node): Iterable<Reference> {
  if (ts.isImportDeclaration(node)) yield* reference(node.moduleSpecifier, isTypeImport(node.importClause));
  else if (ts.isExportDeclaration(node)) yield* reference(node.moduleSpecifier, isTypeExport(node));
  else if (ts.isExternalModuleReference(node)) yield* reference(node.expression, false);
  else if (ts.isImportTypeNode(node))
    yield* reference(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
  else if (ts.isCallExpression(node) && isLoad(node.expression)) yield* reference(node.arguments[0], false);
  for (const child of node.getChildren()) yield* referencesOf(child);
}

function* reference(specifier: ts.Node | undefined, typeOnly: boolean): Iterable<Reference> {
  if (specifier !== undefined && ts.isStringLiteralLike(specifier)) yield { to: specifier.text, typeOnly };
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return clause.name === undefined && names !== undefined && ts.isNamedImports(names) && allTypes(names.elements);
}

function isTypeExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  return (
    node.exportClause !== undefined && ts.isNamedExports(node.exportClause) && allTypes(node.exportClause.elements)
  );
}

function allTypes(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): boolean {
  return elements.length > 0 && elements.every((element) => element.isTypeOnly);
}

function isLoad(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text === 'resolve' && isLoad(callee.expression);
  return ts.isIdentifier(callee) && callee.text === 'require';
}

function isExportedSubclass(node: ts.Statement): node is ts.ClassDeclaration {
  if (!ts.isClassDeclaration(node)) return false;
  const exported = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
  return exported && (node.heritageClauses?.some((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword) ?? false);
}

/** The file that a relative import means, or the path as written when it is data (`../schemas/x.json`). */
function resolve(from: string, to: string, files: Files): string {
  const path = posix.join(posix.dirname(from), to);
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), posix.join(path, 'index.ts')];
  return candidates.find((candidate) => files.has(candidate)) ?? path;
}

function layerOf(path: string): string | undefined {
  const folder = path.split('/')[0];
  return folder !== undefined && Object.hasOwn(LAYERS, folder) ? folder : undefined;
}

function isOwn(name: string): boolean {
  return name === OWN_NAME || name.startsWith(`${OWN_NAME}/`);
}

function firstLine(node: ts.Node, source: ts.SourceFile): string {
  return node.getText(source).split('\n')[0] ?? '';
}

function broken(rule: Rule, module: Module, problem: string): Violation {
  return { rule, file: module.path, problem };
}
