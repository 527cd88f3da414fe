import type { Finding } from '../check/finding';
import { placeOf } from './mistakes';
import { count, type Terminal } from './terminal';

/** All findings for people: what, in which document, at which line, and the fix. */
export function findingsText({ colors }: Terminal, findings: readonly Finding[]): string {
  const lines: string[] = [];
  for (const { severity, code, document, path, problem, fix, source, requirement } of findings) {
    const colour = severity === 'error' ? colors.red : colors.yellow;
    lines.push(
      `${colour(severity)} ${colors.bold(document ?? '')}${path === undefined ? '' : ` ${path}`}: ${problem} ${colors.dim(`(${code}, ${requirement})`)}`,
    );
    if (source !== undefined) lines.push(`      ${colors.cyan(placeOf(source))}`);
    lines.push(`      ${fix}`);
  }
  return lines.join('\n');
}

/** One line that says how a check went. */
export function checkSummary(findings: readonly Finding[], ran: readonly string[], skipped: readonly string[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const rest = skipped.length === 0 ? '' : `; not checked without the whole fleet: ${skipped.join(', ')}`;
  return `${count(ran.length, 'rule')}: ${count(errors, 'error')}, ${count(warnings, 'warning')}${rest}`;
}
