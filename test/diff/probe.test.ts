import { readFileSync } from 'node:fs';
import { diffAssemblies } from '../../lib/diff/diff';
import { assemblyOf } from '../support/assemblies';
import { withEdits, type Edit } from '../support/seeded';

it('prints', () => {
  const lines = readFileSync('/tmp/w/terra-candidates.jsonl', 'utf8').split('\n').filter(Boolean);
  const out: string[] = [];
  for (const line of lines) {
    const { name, edits } = JSON.parse(line) as { name: string; edits: Edit[] };
    const first = edits[0]!;
    const id = 'document' in first ? first.document : 'remove' in first ? first.remove : first.add;
    const base = assemblyOf(id.split('/')[0] as 'production');
    const changes = diffAssemblies({ base, head: withEdits(base, edits) });
    out.push(`## ${name}`);
    for (const { operation, path, assessments } of changes)
      for (const a of assessments)
        out.push(`   ${operation} ${path ?? ''} | ${a.class} ${a.direction} ${a.effect} | ${a.says}`);
  }
  process.stdout.write(out.join('\n') + '\n');
});
