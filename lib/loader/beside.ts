import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { readArguments, type Shape } from '../source/shape';
import { bundle, type Bundle } from './bundle';
import { libraryDigest, readSources, runningLibrary, type SettledProgram } from './sources';

/** A program, and what to find out about it. */
export interface BundleOrder {
  readonly root: string;
  readonly entry: string;
  /** The package that programs import. */
  readonly library: string;
  /** The text of the entry, where it is no file. */
  readonly text?: string;
  /** Whether somebody is going to ask what it is made of, and may run a part of it only. */
  readonly sources?: boolean;
}

/** A program that another thread bundles and looks at; each part is waited for where it is asked for. */
export interface BundledBeside {
  bundle(): Bundle;
  /** Its calls with literals, by their offsets in the code; undefined where a part of it may be all that is run. */
  readonly shapes?: () => ReadonlyMap<number, Shape>;
  /** Then: whether each section of its code is a program by itself. */
  readonly isSplit?: () => boolean;
  /** What it is made of, where that can be told. */
  settled(): SettledProgram | undefined;
}

/** What the thread is given: the order, where to answer, and how many answers there are. */
export interface Question {
  readonly order: BundleOrder;
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

/** One answer after the other: each has one part, and the last one none, whether the thread did all or failed. */
export interface Answer {
  readonly bundle?: Bundle;
  readonly shapes?: ReadonlyMap<number, Shape>;
  readonly settled?: SettledProgram | 'not';
}

/** Milliseconds after which nobody waits for the other thread any more. */
const PATIENCE = 10_000;

/**
 * Begins to bundle a program in another thread, and goes on: the library brings the engines, which take longer to load.
 * Where the thread has no answer, or its code is not compiled, as in tests, the same is done here.
 */
export function bundleBeside(order: BundleOrder): BundledBeside {
  const { root, entry, library, text } = order;
  const next = begin(order);
  let found: Answer = {};
  let hasEnded = false;
  const partOf = <Part extends keyof Answer>(part: Part): Answer[Part] => {
    while (found[part] === undefined && !hasEnded) {
      const answer = next();
      hasEnded = answer === undefined || Object.keys(answer).length === 0;
      found = { ...found, ...answer };
    }
    return found[part];
  };
  const here: { bundle?: Bundle; settled?: SettledProgram | 'not' } = {};
  const whole = (): Bundle => partOf('bundle') ?? (here.bundle ??= bundle(entry, root, { library, text }));
  const settled = (): SettledProgram | undefined => {
    here.settled ??=
      partOf('settled') ??
      readSources(root, whole(), { name: library, digest: libraryDigest(runningLibrary()) }) ??
      'not';
    return here.settled === 'not' ? undefined : here.settled;
  };
  return {
    bundle: whole,
    ...(order.sources === true
      ? { isSplit: () => settled()?.isSplit === true }
      : { shapes: () => partOf('shapes') ?? readArguments(whole().code) }),
    settled,
  };
}

let begun: { readonly order: BundleOrder; readonly beside: BundledBeside } | undefined;

/** Begins before whoever loads the program is there. */
export function beginAhead(order: BundleOrder): void {
  begun = { order, beside: bundleBeside(order) };
}

/** What was begun of a program, once; it begins now where nothing was. */
export function takeBegun(order: BundleOrder): BundledBeside {
  const taken = begun;
  begun = undefined;
  const isSame = taken?.order.root === order.root && taken.order.entry === order.entry && order.text === undefined;
  return isSame && taken.order.library === order.library ? taken.beside : bundleBeside(order);
}

/** Starts the thread; what is given back waits for its next answer. */
function begin(order: BundleOrder): () => Answer | undefined {
  const code = join(__dirname, 'bundle-thread.js');
  if (!existsSync(code)) return () => undefined;
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const question: Question = { order, port: port2, answered };
  new Worker(code, { workerData: question, transferList: [port2], execArgv: [] }).on('error', () => undefined).unref();
  let taken = 0;
  return () => {
    if (Atomics.load(answered, 0) === taken && Atomics.wait(answered, 0, taken, PATIENCE) === 'timed-out')
      return undefined;
    taken += 1;
    const received: { readonly message: Answer } | undefined = receiveMessageOnPort(port1);
    return received?.message;
  };
}
