import Module, { createRequire } from 'node:module';

type Loaded = Readonly<Record<PropertyKey, unknown>> & ((...words: readonly unknown[]) => unknown);

/**
 * What the engines load with themselves, a fifth of their own time, and call in rare cases only: to write files in their own way,
 * to read YAML, to patch an object, to pack an asset, to compare the version of a Terraform binary. This is to be imported before them.
 */
const RARE = {
  cdk8s: ['fast-json-patch', 'yaml'],
  cdktf: ['archiver', 'json-stable-stringify', 'semver'],
} as const;

/** A package that is loaded when somebody calls it, or looks into it. */
function late(load: NodeJS.Require, path: string): NodeJS.Module {
  const module = new Module(path);
  let loaded: Loaded | undefined;
  const real = (): Loaded => {
    if (load.cache[path] === module) Reflect.deleteProperty(load.cache, path);
    return (loaded ??= load(path) as Loaded);
  };
  module.filename = path;
  module.loaded = true;
  module.exports = new Proxy(() => undefined, {
    apply: (_none, _self, words) => real()(...(words as readonly unknown[])),
    get: (_none, name) => {
      // What is said to be a module of the language is taken as it is; of any other each key is looked at.
      if (name === '__esModule') return true;
      return Reflect.get(real(), name) ?? (name === 'default' ? real() : undefined);
    },
    has: (_none, name) => Reflect.has(real(), name),
  });
  return module;
}

const placed = putOff();

/** Puts them off, where no engine is loaded yet; says under which paths. */
function putOff(): ReadonlyMap<string, { readonly load: NodeJS.Require; readonly module: NodeJS.Module }> {
  const modules = new Map<string, { readonly load: NodeJS.Require; readonly module: NodeJS.Module }>();
  for (const [engine, packages] of Object.entries(RARE)) {
    const load = createRequire(createRequire(__filename).resolve(engine));
    for (const name of packages) {
      const path = load.resolve(name);
      if (load.cache[path] !== undefined) continue;
      const module = late(load, path);
      load.cache[path] = module;
      modules.set(path, { load, module });
    }
  }
  return modules;
}

/** To be called once the engines are loaded: whoever else requires such a package gets the package itself. */
export function enginesAreLoaded(): void {
  for (const [path, { load, module }] of placed)
    if (load.cache[path] === module) Reflect.deleteProperty(load.cache, path);
}
