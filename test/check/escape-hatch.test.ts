import { MlService } from '../../constructs/ml-service';
import { synthesize } from '../../constructs/synthesize';
import { staging } from '../../environments/staging';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import type { Environment } from '../../lib/environment';
import { place } from '../../lib/placement';

/** What the rules say of a service whose deploy account was patched. */
function findingsOf(path: string, value: unknown) {
  class Patched extends MlService {
    constructor(env: Environment) {
      super(env, 'patched', { owner: 'group::code-review', image: env.image('spamcheck'), callers: [] });
      this.deploy.account.addOverride(path, value);
    }
  }
  const outcome = synthesize([place(Patched, [staging])], staging);
  if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes));
  return runRules({ assemblies: [outcome.assembly], whole: false }, RULES).findings;
}

describe('a provider argument that only an escape hatch could have set', () => {
  it.each([
    ['dispaly_name', 'x', 'ARGUMENT_UNKNOWN', "did you mean 'display_name'?"],
    ['email', 'x@example.com', 'ARGUMENT_UNKNOWN', 'leave it out: it can be read, and never written'],
    ['disabled', 'no', 'ARGUMENT_INVALID', 'give a bool'],
    ['description', '${google_service_account.other.email}', 'REFERENCE_UNKNOWN', expect.any(String)],
    ['timeouts.read', '5m', 'ARGUMENT_UNKNOWN', expect.stringContaining('use one of create')],
  ])('%s is found at its path, with the service that it is of', (path, value, code, fix) => {
    const findings = findingsOf(path, value);

    expect(findings).toEqual([
      expect.objectContaining({ code, severity: 'error', path, fix, service: 'patched', owner: 'group::code-review' }),
    ]);
  });

  it('may be any that the provider has', () => {
    expect(findingsOf('disabled', true)).toEqual([]);
  });
});
