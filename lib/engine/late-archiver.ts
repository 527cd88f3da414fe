import Module, { createRequire } from 'node:module';

type Archiver = (...words: readonly unknown[]) => unknown;

/**
 * cdktf loads an archiver when it is loaded, more than half of its own time, and calls it only in a process of its own, for an asset that
 * is a folder. It is put off until somebody calls it; whoever loaded cdktf before has it already. To be imported before cdktf.
 */
function putOff(): void {
  const load = createRequire(createRequire(__filename).resolve('cdktf'));
  const path = load.resolve('archiver');
  if (load.cache[path] !== undefined) return;
  const real = (): Archiver => {
    Reflect.deleteProperty(load.cache, path);
    return load(path) as Archiver;
  };
  const late = new Module(path);
  late.filename = path;
  late.loaded = true;
  late.exports = new Proxy(() => undefined, {
    apply: (_none, _self, words) => real()(...(words as readonly unknown[])),
    get: (_none, name) => Reflect.get(real(), name) as unknown,
  });
  load.cache[path] = late;
}

putOff();
