/** Methods that change what they are called on, and ways to call a method on something else. */
export const MUTATORS: ReadonlySet<string> = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear', 'append', 'next', 'return', 'throw'],
  ...['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'getPrototypeOf', 'prototype', 'constructor'],
  ...['call', 'apply', 'bind', 'exec', 'test', 'lastIndex', 'getOwnPropertyDescriptor', 'getOwnPropertyDescriptors'],
]);

/** What hands items out one by one and knows where it is; those of `Object` make lists. */
export const ITERATORS: ReadonlySet<string> = new Set(['values', 'entries', 'keys', 'matchAll', 'iterator', 'from']);

/** What leads from a service to the others that are rendered with it. */
export const ESCAPES: ReadonlySet<string> = new Set([
  ...['root', 'scope', 'scopes', 'of', 'children', 'mistakes', 'onFinish', 'finish'],
  ...['declarations', 'demands', 'quotas'],
]);

/** What acts later, elsewhere or unseen. */
export const UNSETTLED: ReadonlySet<string> = new Set([
  ...['Promise', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Atomics', 'SharedArrayBuffer'],
  ...['Buffer', 'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
  ...['WeakRef', 'FinalizationRegistry', 'Proxy', 'Reflect', 'RegExp', 'Symbol', 'Iterator', 'console'],
  ...['stack', 'captureStackTrace', 'stackTraceLimit', 'prepareStackTrace', 'arguments'],
  ...['__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
]);

/** Functions that esbuild puts before a program. */
export const HELPERS: ReadonlySet<string> = new Set([
  ...['__create', '__defProp', '__getOwnPropDesc', '__getOwnPropNames', '__getProtoOf', '__hasOwnProp'],
  ...['__name', '__export', '__copyProps', '__toESM', '__toCommonJS', '__commonJS'],
  ...['__defNormalProp', '__publicField'],
]);
