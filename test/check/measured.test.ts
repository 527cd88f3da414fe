import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { findingsOf, fleetWith } from '../support/assemblies';
import { MEASURED, soundAssembly, withEdits } from './measured';

describe('what the real providers let through, or refuse late', () => {
  it('is seeded into blocks that pass every rule', () => {
    const { findings } = runRules(fleetWith(soundAssembly()), RULES);

    expect(findings).toEqual([]);
  });

  it.each(MEASURED)('$provider, $fault: only $code fires', ({ edits, code }) => {
    const findings = findingsOf(withEdits(edits), RULES);

    expect([...new Set(findings.map((finding) => finding.code))]).toEqual([code]);
    expect(new Set(findings.map(({ document }) => document)).size).toBe(1);
    for (const { problem, fix } of findings) expect(`${problem} ${fix}`).not.toMatch(/undefined|\[object|\.$/);
  });

  it('is written down line by line, each with the check that holds it', () => {
    const text = readFileSync(join(__dirname, '../../docs/provider-findings.md'), 'utf8');

    const rows = [...text.matchAll(/^\| (google|vault) +\| (.+?) +\| .+? +\| \[?`?([A-Z_]+)/gm)];

    expect(rows.map(([, provider, fault, code]) => `${provider} ${fault} ${code}`)).toEqual(
      MEASURED.map(({ provider, fault, code }) => `${provider} ${fault} ${code}`),
    );
  });
});
