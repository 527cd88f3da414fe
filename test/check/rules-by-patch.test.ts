import { JsonPatch } from 'cdk8s';
import { MlService } from '../../constructs/ml-service';
import { synthesize } from '../../constructs/synthesize';
import { production } from '../../environments/production';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import type { Environment } from '../../lib/environment';
import { place } from '../../lib/placement';

const GROUP = 'spec.groups.3.rules.0.expr';

/** What the checks of expressions say of a service whose rules were patched. */
function findingsOf(...patches: readonly JsonPatch[]): readonly string[] {
  class Patched extends MlService {
    constructor(env: Environment) {
      super(env, 'patched', { owner: 'group::code-review', image: env.image('spamcheck'), callers: ['rails'] });
      this.slo.rules.addJsonPatch(...patches);
    }
  }
  const outcome = synthesize([place(Patched, [production])], production);
  if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes));
  const rules = RULES.filter(({ code }) => code === 'PROMQL_INVALID' || code === 'METRIC_UNKNOWN');
  const { findings } = runRules({ assemblies: [outcome.assembly], whole: false }, rules);
  return findings.map(({ code, path, problem, fix }) => `${code} ${path}: ${problem}; ${fix}`);
}

const recording = (expr: string) =>
  JsonPatch.add('/spec/groups/-', { name: 'jobs', rules: [{ record: 'jobs:rate5m', expr }] });

describe('a rule that a patch adds', () => {
  it('is refused where it is no PromQL, once, and not in the file beside as well', () => {
    expect(findingsOf(recording('sum(rate(nobody_total{namespace="zz"}[5m]) > 1'))).toEqual([
      `PROMQL_INVALID ${GROUP}: at 1:4 has a '(' that nothing closes; close it`,
    ]);
  });

  it('is refused where nobody emits what it reads, with what was meant', () => {
    expect(findingsOf(recording('sum(rate(http_request_total[5m]))'))).toEqual([
      `METRIC_UNKNOWN ${GROUP}: reads http_request_total, which nobody is known to emit; did you mean 'http_requests_total'? or declare it on the object: taxiway.dev/metrics: 'http_request_total{…}', with its labels`,
    ]);
  });

  it('passes with what it reads declared beside it', () => {
    const declared = JsonPatch.add('/metadata/annotations', { 'taxiway.dev/metrics': 'jobs_total{queue}' });

    expect(findingsOf(declared, recording('sum by (queue) (rate(jobs_total[5m]))'))).toEqual([]);
  });
});
