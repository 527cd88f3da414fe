import type { FieldOrigin, Json } from './assembly/document';
import type { ErrorCode, Mistake, SourcePosition } from './errors';
import { canonical } from './assembly/canonical';
import { chooseFix, isPlain, oneLine, show } from './nearest';
import type { CallSite } from './source/call-site';
import { locate } from './source/locate';

/** Where a resolved value comes from. */
export type PropOrigin = 'typed' | 'select' | 'default' | 'environment';

/** A prop as it holds in one environment: its value, and why it has it. */
export interface ResolvedProp {
  readonly value: Json;
  readonly origin: PropOrigin;
  readonly at?: SourcePosition;
  /** For what nobody typed: why the library chose it. */
  readonly because?: string;
}

/** What holds where nothing was typed. */
export interface Fallback<T> {
  readonly value: T;
  readonly because: string;
  readonly origin?: 'default' | 'environment';
}

/** What a value breaks. */
export interface Objection {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly fix: string;
  readonly allowed?: readonly string[];
}

/** Where mistakes go while the rest is still read. */
export type MistakeSink = (mistake: Mistake) => void;

/** Reads the props of one service or workload: fills in defaults, notes every origin, and collects every mistake. */
export class Props {
  private readonly resolved = new Map<string, ResolvedProp>();

  /**
   * @param place What the author called it: `code-suggestions`, or `code-suggestions.reranker`.
   * @param prefix How the declaration of the service names these props: empty, or `reranker.`.
   */
  constructor(
    readonly place: string,
    readonly prefix: string,
    readonly site: CallSite,
    readonly environment: string,
    private readonly sink: MistakeSink,
  ) {}

  /** The typed value where it is sound, else the fallback; a mistake is noted and the rest goes on. */
  take<T>(
    path: string,
    given: T | undefined,
    fallback: Fallback<T>,
    objection?: (value: T) => Objection | undefined,
  ): T {
    const wrong = given === undefined ? undefined : objection?.(given);
    if (wrong !== undefined) this.refuse(path, wrong, given);
    if (given === undefined || wrong !== undefined) {
      this.note(path, {
        value: toJson(fallback.value),
        origin: fallback.origin ?? 'default',
        because: fallback.because,
      });
      return fallback.value;
    }
    const located = this.locate(path);
    this.note(path, {
      value: toJson(given),
      origin: located?.through === 'select' ? 'select' : 'typed',
      at: located?.position,
    });
    return given;
  }

  /** Notes a value that the author can't type. */
  note(path: string, resolved: ResolvedProp): void {
    this.resolved.set(this.prefix + path, resolved);
  }

  /** Notes a mistake at a prop. */
  refuse(path: string, objection: Objection, given?: unknown): void {
    const at = path === '' ? this.place : `${this.place}.${oneLine(path)}`;
    this.sink({ ...objection, at, given, source: this.locate(path)?.position, environment: this.environment });
  }

  /** Refuses props that don't exist, for programs that no type checker has read. `meant` has what others call the same, and where else something belongs: `run.cpu`. */
  known(path: string, given: unknown, allowed: readonly string[], meant: Readonly<Record<string, string>> = {}): void {
    if (given === undefined) return;
    if (typeof given !== 'object' || given === null || Array.isArray(given) || !isPlain(given)) {
      this.refuse(
        path,
        { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix: `write a group with ${allowed.join(', ')}` },
        given,
      );
      return;
    }
    for (const key of Object.keys(given)) {
      if (allowed.includes(key)) continue;
      const at = path === '' ? key : `${path}.${key}`;
      const name = Object.hasOwn(meant, key) ? meant[key] : key;
      const elsewhere = name?.includes('.') === true ? `did you mean '${name}'? ` : '';
      const fix = `${elsewhere}${chooseFix(elsewhere === '' ? name : undefined, allowed)}`;
      this.refuse(at, { code: 'PROP_UNKNOWN', problem: 'is no prop', fix, allowed });
    }
  }

  /** Why a field has its value, where this prop caused it. */
  cause(path: string): () => FieldOrigin {
    return () => {
      const resolved = this.resolved.get(this.prefix + path);
      return { prop: this.prefix + path, at: resolved?.at };
    };
  }

  /** Every prop that was read so far, by its name in the declaration. */
  entries(): ReadonlyMap<string, ResolvedProp> {
    return this.resolved;
  }

  private locate(path: string): ReturnType<typeof locate> {
    return locate(this.site, path === '' ? [] : path.split('.'), this.environment);
  }
}

/** What was read is plain data by now. */
function toJson(value: unknown): Json {
  return canonical(value === undefined ? null : value);
}
