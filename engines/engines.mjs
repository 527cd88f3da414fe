import { cdk8s, cdktf } from './clis/engine.mjs';
import { kubernetes } from './kubernetes/engine.mjs';
import { checkov } from './policy/checkov.mjs';
import { kubeconform, kubeScore } from './policy/go-tools.mjs';
import { gitlabCi } from './policy/gitlab-ci.mjs';
import { nca } from './policy/nca.mjs';
import { alertmanager, prometheus, promtool } from './prometheus/engine.mjs';
import { terraform } from './terraform/engine.mjs';
import { vault } from './vault/engine.mjs';

/** All engines. Those that build with every core come first among those that wait for registries. */
export const ENGINES = [
  kubernetes,
  terraform,
  cdk8s,
  cdktf,
  kubeconform,
  kubeScore,
  nca,
  gitlabCi,
  vault,
  promtool,
  prometheus,
  alertmanager,
  checkov,
];

/**
 * Whether each engine is here, in the version that the tests were written for:
 * `{ name, wanted, state: 'ready' | 'missing' | 'other version', found?, files?, typed?, problem? }`.
 */
export function statusOf(store) {
  return Promise.all(ENGINES.map((engine) => statusOfOne(engine, store)));
}

/** Whether an engine of that version is one that the tests were written for. */
export function accepts(name, version) {
  const { wanted, accepts: rule = (found) => found === wanted } = ENGINES.find((engine) => engine.name === name);
  return rule(version);
}

async function statusOfOne(engine, store) {
  const { name, wanted } = engine;
  const about = { name, wanted };
  try {
    const { problem, others = [], ...there } = await engine.find(store);
    const { found } = there;
    if (problem === undefined && accepts(name, found)) return { ...about, state: 'ready', ...there };
    const other = problem === undefined ? found : others.filter((version) => version !== wanted).join(', ');
    if (other === '') return { ...about, state: 'missing', problem };
    return { ...about, state: 'other version', found: other, problem: `${wanted} is wanted, ${other} is here` };
  } catch (error) {
    return { ...about, state: 'missing', problem: `does not run: ${error.message}` };
  }
}

/** The line that a run begins with for each engine. */
export function announcementOf({ name, state, found, problem, typed = [] }) {
  const install = `install it: node engines/install.mjs ${name}`;
  if (state === 'missing') return `SKIPPED ${name}: ${problem}; ${install}`;
  if (state === 'other version') return `SKIPPED ${name}: an engine of another version: ${problem}; ${install}`;
  const ours = typed.length === 0 ? '' : `; typed by us, nobody else's being here: ${typed.join(', ')}`;
  return `ready   ${name} ${found}${ours}`;
}
