import type { RotationPlan, RotationStep } from './plan';
import { sayTerms } from './delay';
import { sayTime } from './say';

/** A runbook: how something is done that nobody does every day. */
export interface Runbook {
  readonly title: string;
  readonly markdown: string;
}

/** The runbook of a rotation: everything that the one who does it needs, and nothing that is secret. */
export function runbookOf(plan: RotationPlan): Runbook {
  const { environment, service, secret, terms, vault, readers, needed, overlap, steps } = plan;
  const title = `Rotate ${secret} of ${service} in ${environment}`;
  const lines = [
    `# ${title}`,
    '',
    `Owner: ${terms.owner}. Expires on ${terms.expires}, and is to be rotated every ${terms.rotateEvery}.`,
    `Why it is long-lived: ${escaped(terms.reason)}.`,
    '',
    'Three writes to one object in Vault. Each is one version: a process sees all of it or nothing. Whoever presents the',
    'secret presents `value`, or the part that it needs; whoever verifies takes that or its `accepted` twin. So both',
    'generations pass until the last write.',
    '',
    '## How long each state has to last',
    '',
    ...readers.map(({ workload, terms: parts }) => `- ${workload}: ${sayTerms(parts)}`),
    '',
    `The slowest needs ${sayTime(needed)}; wait ${sayTime(overlap)} after each write but the last.`,
    '',
    '## Before',
    '',
    '```sh',
    `export VAULT_ADDR=${vault.address}`,
    'vault token lookup   # your own login; no role that is rendered here may write',
    '```',
    '',
    'Every reader has to be well, and to have the present version:',
    '',
    '```sh',
    ...readers.flatMap(({ workload }) => [
      `kubectl -n ${service} get externalsecret ${service}-${workload}.${secret} deployment/${workload}`,
    ]),
    '```',
    ...steps.flatMap(stepLines),
    '',
    '## If something fails',
    '',
    'Until the last write, going back is the promotion once more: it puts the former generation first. A write that',
    'Vault refuses for its `cas` met another one: look at the versions before anything else.',
    '',
    '```sh',
    `vault kv metadata get -mount=${vault.mount} ${vault.path}`,
    '```',
  ];
  return { title, markdown: `${lines.join('\n')}\n` };
}

function stepLines({ state, does, commands, then, wait }: RotationStep, index: number): readonly string[] {
  const waits = wait === 0 ? 'Nothing is left to wait for.' : `Then wait ${sayTime(wait)}.`;
  return [
    '',
    `## ${index + 1}. ${state}`,
    '',
    `After it, ${does}.`,
    '',
    '```sh',
    ...commands,
    '```',
    '',
    ...then.map((one) => `- ${one}`),
    ...(then.length === 0 ? [] : ['']),
    waits,
  ];
}

/** A reason is prose of its author's, and no Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|]/g, String.raw`\$&`).replace(/\.$/, '');
}
