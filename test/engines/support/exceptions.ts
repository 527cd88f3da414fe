import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** What a suite said of one object. */
export interface Finding {
  readonly check: string;
  /** environment/Kind/namespace/name */
  readonly object: string;
  readonly says: string;
}

interface Exception {
  readonly suite: string;
  readonly check: string;
  readonly objects: readonly string[];
  readonly reason: string;
}

const FILE = join(__dirname, '../../../engines/policy/exceptions.yaml');

/** The findings that no exception covers, and the exceptions that cover none: both have to be empty. */
export interface Judgement {
  readonly open: readonly string[];
  readonly unused: readonly string[];
  readonly excepted: number;
}

export function judge(suite: string, findings: readonly Finding[], all = readExceptions()): Judgement {
  const patterns = all
    .filter((exception) => exception.suite === suite)
    .flatMap(({ check, objects }) => objects.map((pattern) => ({ check, pattern, matches: matcher(pattern) })));
  const covers = (one: (typeof patterns)[number], { check, object }: Finding): boolean =>
    one.check === check && one.matches.test(object);
  const open = findings.filter((finding) => !patterns.some((one) => covers(one, finding)));
  const unused = patterns.filter((one) => !findings.some((finding) => covers(one, finding)));
  return {
    open: open.map(({ check, object, says }) => `${object}: ${says} (${check})`),
    unused: unused.map(({ check, pattern }) => `${check} ${pattern}`),
    excepted: findings.length - open.length,
  };
}

/** The exceptions of all suites; a reason is at least a sentence. */
export function readExceptions(): readonly Exception[] {
  const exceptions = load(readFileSync(FILE, 'utf8')) as readonly Exception[];
  for (const { suite, check, objects, reason } of exceptions)
    if (objects.length === 0 || reason.length < 40) throw new Error(`${suite} ${check}: objects or reason are missing`);
  return exceptions;
}

function matcher(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => part.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]*'));
  return new RegExp(`^${parts.join('/')}$`);
}
