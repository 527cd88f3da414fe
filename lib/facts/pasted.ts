import { secretShape } from '../check/secret-shapes';

/** A webhook, or where events are sent: whoever has the address may write there. */
const ADDRESS = /:\/\/|\bhooks\.slack\.com\b|\bpagerduty\.com\b/i;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** Letters and digits without a separator. */
const RUNS = /[A-Za-z0-9]+/g;
/** Characters: a name is made of words, and keys of PagerDuty have 20 or 32 of anything. */
const MIXED = 20;
const LONG = 32;

/** What a text looks like that should only name a secret, and could be the secret; undefined where it looks like a name. */
export function pastedSecret(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const shape = secretShape(value);
  if (shape !== undefined) return shape;
  if (ADDRESS.test(value)) return 'an address that whoever has it may write to';
  const runs = value.match(RUNS) ?? [];
  return UUID.test(value) || runs.some(isKey) ? 'a key' : undefined;
}

/** A value as a message may show it: nothing, where it could be a secret. */
export function unlessPasted(value: unknown): unknown {
  return pastedSecret(value) === undefined ? value : undefined;
}

function isKey(run: string): boolean {
  return run.length >= LONG || (run.length >= MIXED && /\d/.test(run) && /[A-Za-z]/.test(run)) || /\d{20}/.test(run);
}
