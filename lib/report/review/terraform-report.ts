import type { Review } from '../../diff/review';

/** The counts that GitLab shows of a Terraform plan; a replacement is one more of two kinds, as in a plan. */
export function reviewTerraform({ entries }: Review): string {
  const [creates, updates, deletes] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { domain, kind, operation, effect, places } of entries) {
    if (domain !== 'terraform' || !kind.startsWith('resource.')) continue;
    const replaces = operation === 'recreated' || (operation === 'changed' && effect === 'replaces');
    for (const { document } of places) {
      if (operation === 'added' || replaces) creates.add(document);
      if (operation === 'removed' || replaces) deletes.add(document);
      if (operation === 'changed' && !replaces) updates.add(document);
    }
  }
  // Several arguments of one resource may change, and one of them is enough to replace it.
  const inPlace = [...updates].filter((document) => !creates.has(document));
  return `${JSON.stringify({ create: creates.size, update: inPlace.length, delete: deletes.size })}\n`;
}
