import { readFileSync } from 'node:fs';
import { canLogin } from '../../../lib/vault/jwt-login';
import { jwtRoleOf } from '../../../lib/vault/jwt-role';
import { answersOf, ANSWERS } from '../../support/vault/answers';
import { generatedCases, ISSUER } from '../../support/vault/generated';
import { weAllow } from '../../support/vault/judge';
import { atTime } from '../../support/vault/tokens';

const NOW = 1_900_000_000;

describe('five hundred generated roles, tokens and policies', () => {
  const real = readFileSync(ANSWERS, 'utf8');

  it('are read as a real server answered them', async () => {
    const ours = await answersOf(generatedCases(500), {
      login: ({ role, claims }) =>
        Promise.resolve(canLogin(jwtRoleOf(role), atTime(claims, NOW), { issuer: ISSUER, now: NOW })),
      capabilities: ({ policies, paths }) => Promise.resolve(paths.map((path) => weAllow(policies, path))),
    });

    expect(ours.split('\n')).toEqual(real.split('\n'));
  });

  it('are about something: many get in, many do not, and paths are opened by every kind of rule', () => {
    const lines = real.trim().split('\n');

    expect(lines).toHaveLength(500);
    expect(lines.filter((line) => line.startsWith('in ')).length).toBeGreaterThan(50);
    expect(lines.filter((line) => line.startsWith('out ')).length).toBeGreaterThan(50);
    const cells = lines.flatMap((line) => line.split(' ').slice(1));
    expect(cells.filter((cell) => cell !== '-').length).toBeGreaterThan(500);
    expect(new Set(cells).size).toBeGreaterThan(40);
  });
});
