import { isRecord } from '../lib/facts/refuse';
import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import type { DeclaredSecret, OnChange, SecretDelivery } from '../lib/secrets/secret';
import { toMilliseconds } from '../lib/units';
import { isText } from './run-settings';

type Delivered = Pick<DeclaredSecret, 'delivery' | 'onChange'>;

/** How a secret arrives, and what the process does when it changes; undefined where that can't be read. */
export function readDelivery(
  read: Props,
  at: string,
  { delivery, onChange }: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Delivered | undefined {
  if (isPulled(delivery)) return readPulled(read, at, { delivery, onChange });
  const wrong = {
    delivery: delivery === undefined ? undefined : deliveryProblem(delivery, keys),
    onChange: onChange === undefined ? undefined : changeProblem(onChange),
  };
  for (const [field, objection] of Object.entries(wrong)) {
    if (objection !== undefined) read.refuse(`${at}.${field}`, objection, field === 'delivery' ? delivery : onChange);
  }
  if (wrong.delivery !== undefined || wrong.onChange !== undefined) return undefined;
  // Both were looked at above.
  const found = { delivery: (delivery ?? 'file') as SecretDelivery, onChange: (onChange ?? 'reread') as OnChange };
  if (found.delivery === 'file' || isRestart(found.onChange)) return found;
  const problem = `is ${show(onChange ?? 'reread')}, and a variable of a running process never changes`;
  const fix = 'deliver files, or name the version in Vault that the pods run with: { restart: 1 }';
  read.refuse(`${at}.onChange`, { code: 'SECRET_DELIVERY_INVALID', problem, fix }, onChange);
  return undefined;
}

/** Whether a delivery is meant to be one to a registry, whatever else is wrong with it. */
export function isPulled(delivery: unknown): delivery is { readonly registry: unknown } {
  return isRecord(delivery) && Object.hasOwn(delivery, 'registry');
}

/** What nodes pull an image with: it names a host, and no process learns of a change. */
function readPulled(
  read: Props,
  at: string,
  { delivery, onChange }: { readonly delivery: { readonly registry: unknown }; readonly onChange: unknown },
): Delivered | undefined {
  const { registry } = delivery;
  const host = isText(registry) && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?$/.test(registry);
  if (!host || Object.keys(delivery).length !== 1) {
    const fix = "give the host that the image is at, without a path: { registry: 'registry.example.com' }";
    read.refuse(`${at}.delivery`, invalid(`is ${show(delivery)}`, fix), delivery);
    return undefined;
  }
  if (onChange === undefined) return { delivery: { registry }, onChange: 'reread' };
  const problem = `is ${show(onChange)}, and no process has the secret of a registry`;
  read.refuse(`${at}.onChange`, invalid(problem, 'leave it out: nodes look at it for each pull'), onChange);
  return undefined;
}

/** The variables that a secret becomes, by the part that they hold. */
export function variablesOf({ delivery }: DeclaredSecret): readonly (readonly [part: string, variable: string])[] {
  if (delivery === 'file' || !('variables' in delivery)) return [];
  return Object.entries(delivery.variables).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Refuses a variable that something else sets already. */
export function refuseTaken(read: Props, secrets: readonly DeclaredSecret[], taken: ReadonlySet<string>): void {
  const seen = new Set(taken);
  for (const [index, secret] of secrets.entries()) {
    for (const [part, variable] of variablesOf(secret)) {
      if (seen.has(variable)) {
        const problem = `is '${variable}', which is set already`;
        const objection = { code: 'SECRET_DELIVERY_INVALID', problem, fix: 'choose another name' } as const;
        read.refuse(`secrets.${index}.delivery.variables.${part}`, objection, variable);
      }
      seen.add(variable);
    }
  }
}

function isRestart(onChange: OnChange): boolean {
  return typeof onChange === 'object' && 'restart' in onChange;
}

function invalid(problem: string, fix: string): Objection {
  return { code: 'SECRET_DELIVERY_INVALID', problem, fix };
}

function deliveryProblem(given: unknown, keys: readonly string[]): Objection | undefined {
  if (given === 'file') return undefined;
  const fix = `use 'file', or name the variables: { variables: { ${keys[0] ?? ''}: 'API_KEY' } }`;
  const variables = isRecord(given) ? given['variables'] : undefined;
  if (!isRecord(given) || Object.keys(given).length !== 1 || !isRecord(variables) || Array.isArray(variables))
    return invalid(`is ${show(given)}`, fix);
  if (Object.keys(variables).length === 0) return invalid('names no variable', fix);
  for (const [part, variable] of Object.entries(variables)) {
    if (!keys.includes(part)) return invalid(`names the part ${show(part)}`, chooseFix(part, keys, 'its parts are'));
    if (!isText(variable) || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable))
      return invalid(`names the variable ${show(variable)}`, 'use letters, digits and _, not a digit first');
  }
  return undefined;
}

function changeProblem(given: unknown): Objection | undefined {
  if (given === 'reread') return undefined;
  const fix = "say what the process does: 'reread', { reload: '5m' } or { restart: 1 }";
  if (!isRecord(given) || Object.keys(given).length !== 1) return invalid(`is ${show(given)}`, fix);
  const { reload, restart } = given;
  if (reload !== undefined && toMilliseconds(reload) !== undefined) return undefined;
  if (Number.isSafeInteger(restart) && Number(restart) >= 1) return undefined;
  return invalid(`is ${show(given)}`, fix);
}
