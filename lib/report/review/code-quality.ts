import type { Review } from '../../diff/review';
import type { Entry } from '../../diff/review/entry';
import { sitesOf } from './sites';
import { classText, effectText } from './words';

/** How GitLab shows a line of the merge request. */
type Severity = 'blocker' | 'critical' | 'major' | 'minor' | 'info';

/** A GitLab Code Quality report: what a change does stands at its line. */
export function reviewCodeQuality(review: Review, otherwise: string): string {
  const issues = sitesOf(review, otherwise).map(({ entry, source, sentence, fingerprint, gates }) => ({
    description: `${classText(entry)}, ${effectText(entry)}: ${sentence}`,
    check_name: `taxiway/${entry.class}`,
    fingerprint,
    severity: severityOf(entry, gates),
    location: { path: source.file, lines: { begin: source.line } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function severityOf({ adverse, class: touched, effect }: Entry, gates: boolean): Severity {
  if (gates) return touched === 'security' || touched === 'data-loss' ? 'blocker' : 'critical';
  if (!adverse) return effect === 'unknown' ? 'major' : 'info';
  return touched === 'cost' || touched === 'observability' ? 'minor' : 'major';
}
