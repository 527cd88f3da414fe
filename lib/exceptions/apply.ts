import type { Assembly } from '../assembly/assembly';
import { parseId } from '../assembly/id';
import { factsOf } from '../check/fleet';
import type { Finding } from '../check/finding';
import { asObject } from '../check/json';
import type { Change } from '../diff/change';
import type { Accept } from '../diff/review/entry';
import type { Mistake } from '../errors';
import { chooseFix } from '../nearest';
import { isExpired, subjectOf, type Exception } from './exception';

/** A finding that somebody answers for. */
export interface AcceptedFinding extends Finding {
  readonly exception: Exception;
}

/** The exceptions of one run, and which of them it needed. */
export class ExceptionBook {
  readonly #used = new Set<Exception>();
  readonly #valid: ReadonlyMap<string, readonly Exception[]>;

  constructor(
    /** All of them, expired ones too. */
    readonly exceptions: readonly Exception[],
    /** `2026-11-28`. */
    today: string,
  ) {
    const valid = new Map<string, Exception[]>();
    for (const exception of exceptions.filter((one) => !isExpired(one, today))) {
      const { code, class: touched, document, path } = exception;
      const key = keyOf(code ?? touched ?? '', document, path);
      valid.set(key, [...(valid.get(key) ?? []), exception]);
    }
    this.#valid = valid;
  }

  /** Splits findings into those that stand and those that somebody answers for. */
  sort(findings: readonly Finding[]): {
    readonly left: readonly Finding[];
    readonly accepted: readonly AcceptedFinding[];
  } {
    const left: Finding[] = [];
    const accepted: AcceptedFinding[] = [];
    for (const finding of findings) {
      const exception = this.#find(keyOf(finding.code, finding.document ?? '', finding.path));
      if (exception === undefined) left.push(finding);
      else accepted.push({ ...finding, exception });
    }
    return { left, accepted };
  }

  /** What accepts changes. */
  get accept(): Accept {
    return ({ document, path }: Change, { class: touched }, fingerprint) => {
      const exception = this.#find(keyOf(touched, document, path), fingerprint);
      if (exception === undefined) return undefined;
      const { reason, owner, expires } = exception;
      return { reason, owner, expires };
    };
  }

  /** Those that a run could have needed and did not. */
  unused(couldNeed: (exception: Exception) => boolean): readonly Exception[] {
    return this.exceptions.filter((exception) => couldNeed(exception) && !this.#used.has(exception));
  }

  #find(key: string, fingerprint?: string): Exception | undefined {
    const found = this.#valid.get(key)?.find((one) => one.fingerprint === undefined || one.fingerprint === fingerprint);
    if (found !== undefined) this.#used.add(found);
    return found;
  }
}

function keyOf(what: string, document: string, path: string | undefined): string {
  return [what, document, path ?? ''].join('\u0000');
}

/** Those that hold no more, and those whose owner the environment does not know. */
export function refuseInvalid(
  exceptions: readonly Exception[],
  today: string,
  assemblies: readonly Assembly[],
): readonly Mistake[] {
  const teams = new Map(
    assemblies.map((assembly) => [
      assembly.environment,
      Object.keys(asObject(factsOf(assembly).object['teams'])).sort(),
    ]),
  );
  return exceptions.flatMap((exception) => {
    const { owner, expires, source, document } = exception;
    const { environment } = parseId(document);
    const at = subjectOf(exception);
    const known = teams.get(environment);
    const mistakes: Mistake[] = [];
    if (isExpired(exception, today))
      mistakes.push({
        code: 'EXCEPTION_EXPIRED',
        at,
        problem: `was accepted until ${expires}`,
        fix: `mend it and take the exception away, or let ${owner} give a reason and a later day`,
        given: expires,
        source,
      });
    if (known !== undefined && !known.includes(owner))
      mistakes.push({
        code: 'EXCEPTION_OWNERLESS',
        at,
        problem: `${owner} owns nothing in ${environment}`,
        fix: chooseFix(owner, known),
        given: owner,
        allowed: known,
        source,
        environment,
      });
    return mistakes;
  });
}
