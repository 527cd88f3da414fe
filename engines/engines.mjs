import { cdk8s, cdktf } from './clis/engine.mjs';
import { kubernetes } from './kubernetes/engine.mjs';
import { kubeconform, kubeScore } from './policy/go-tools.mjs';
import { nca } from './policy/nca.mjs';
import { terraform } from './terraform/engine.mjs';

/** All engines. Those that build with every core come first among those that wait for registries. */
export const ENGINES = [kubernetes, terraform, cdk8s, cdktf, kubeconform, kubeScore, nca];

/**
 * Whether each engine is here, in the version that the tests were written for:
 * `{ name, wanted, state: 'ready' | 'missing' | 'other version', found?, files?, problem? }`.
 */
export function statusOf(store) {
  return Promise.all(ENGINES.map((engine) => statusOfOne(engine, store)));
}

async function statusOfOne(engine, store) {
  const { name, wanted, parts } = engine;
  const about = { name, wanted, parts };
  try {
    const { found, files, problem, others = [], accepted = found === wanted } = await engine.find(store);
    if (accepted && problem === undefined) return { ...about, state: 'ready', found, files };
    if (problem !== undefined && others.length === 0) return { ...about, state: 'missing', problem };
    const other = found ?? others.join(', ');
    return { ...about, state: 'other version', found: other, problem: `${wanted} is wanted, ${other} is here` };
  } catch (error) {
    return { ...about, state: 'missing', problem: `does not run: ${error.message}` };
  }
}
