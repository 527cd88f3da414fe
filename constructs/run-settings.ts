import type { EnvironmentSpec } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import { imageProblem, isImageRef } from '../lib/image';
import { nearest, oneLine, show } from '../lib/nearest';
import type { Fallback, Objection, Props } from '../lib/props';
import { hostOf, mirrored, pullsWithoutSecret } from '../lib/registry';
import { registryOf, type DeclaredSecret } from '../lib/secrets/secret';
import { isWritable } from '../lib/text';
import { canonicalBytes, canonicalMillicores, toBytes, toMillicores, type Cpu, type Memory } from '../lib/units';
import type { WorkloadProps } from './workload-props';

/** What a workload is by default on the nodes that it asks for. */
export interface ShapeDefaults {
  readonly cpu: Fallback<Cpu>;
  readonly memory: Fallback<Memory>;
  /** The most that one pod can get: above it, it would wait for ever. */
  readonly most: {
    /** Thousandths of a core. */
    readonly cpu: number;
    /** Bytes. */
    readonly memory: number;
    /** The machine that has them. */
    readonly of: string;
  };
}

/** Never a real image: stands in for a missing one while the other mistakes are collected. */
const PLACEHOLDER = `missing@sha256:${'0'.repeat(64)}`;

/** The pinned reference of a workload's image. */
export function readImage(
  read: Props,
  image: WorkloadProps['image'] | undefined,
  spec: EnvironmentSpec,
  secrets: readonly DeclaredSecret[],
): string {
  const pulled = (reference: string): Objection | undefined => privateHost(reference, spec, secrets);
  if (isImageRef(image)) {
    // The name may be anything where no type checker has read the program.
    const { reference, pinned } = image;
    const name: unknown = image.name;
    if (typeof name !== 'string') {
      const fix = "give the name of a pin: env.image('name')";
      read.refuse('image', { code: 'VALUE_INVALID', problem: `is ${show(name)}, not the name of an image`, fix }, name);
      return PLACEHOLDER;
    }
    if (reference === undefined) {
      const near = nearest(name, pinned);
      const fix = `${near === undefined ? '' : `did you mean '${near}'? `}pin it with taxiway pin …/${oneLine(name)}@sha256:… --env …`;
      read.refuse(
        'image',
        { code: 'IMAGE_NOT_PINNED', problem: `${show(name)} has no pin`, fix, allowed: pinned },
        name,
      );
      return PLACEHOLDER;
    }
    return mirrored(read.take('image', reference, { value: PLACEHOLDER, because: '' }, pulled), spec);
  }
  const fallback = { value: PLACEHOLDER, because: 'there is no default image' };
  if (image === undefined) {
    read.refuse('image', {
      code: 'VALUE_INVALID',
      problem: 'is missing',
      fix: "give env.image('…') or a reference with @sha256:…",
    });
    return PLACEHOLDER;
  }
  const taken = read.take<string>('image', image, fallback, (given) => {
    const problem = imageProblem(given);
    const fix = "give the digest: 'registry/name@sha256:…', or env.image('name') and a pin";
    return problem === undefined ? pulled(given) : { ...problem, fix };
  });
  return mirrored(taken, spec);
}

/** What is wrong with an image that nodes would need a secret for, where none was declared as the long-lived one that it is. */
function privateHost(
  reference: string,
  spec: EnvironmentSpec,
  secrets: readonly DeclaredSecret[],
): Objection | undefined {
  if (pullsWithoutSecret(reference, spec)) return undefined;
  if (secrets.some((secret) => registryOf(secret) === hostOf(reference))) return undefined;
  return {
    code: 'IMAGE_HOST_PRIVATE',
    problem: `is at ${hostOf(reference)}, which nobody has said lets anybody pull`,
    fix: `put it below ${spec.registry}${spec.registryMirror === undefined ? '' : ', whose mirror nodes read by what they are'}, name the host in publicRegistries of ${spec.name}, or declare what nodes pull it with: longLived({ …, delivery: { registry: '${hostOf(reference)}' } })`,
  };
}

/** Whether a value is a text. */
export const isText = (value: unknown): value is string => typeof value === 'string';

/** What is wrong with a text that no process can be given. */
function unwritable(text: string): Objection {
  const fix = 'leave out halves of characters and NUL: no process can be given them';
  return { code: 'VALUE_INVALID', problem: `holds ${show(text)}`, fix };
}

/** What is wrong with a list of texts. */
export function textsObjection(value: unknown): Objection | undefined {
  // A hole in a list is no text, and `every` would pass over it.
  const items: readonly unknown[] | undefined = Array.isArray(value) ? Array.from(value as unknown[]) : undefined;
  const wrong = items?.find((item) => !isText(item) || !isWritable(item));
  if (items !== undefined && wrong === undefined && !items.includes(undefined)) return undefined;
  return isText(wrong)
    ? unwritable(wrong)
    : { code: 'VALUE_INVALID', problem: `is ${show(value)}`, fix: 'give a list of texts' };
}

/** Command, variables, user, processor and memory. */
export function readRun(read: Props, props: WorkloadProps, defaults: ShapeDefaults) {
  const run = props.run ?? {};
  const optional = (path: string, given: readonly string[] | undefined): readonly string[] | undefined =>
    given === undefined ? undefined : read.take(path, given, { value: [], because: "the image's own" }, textsObjection);
  const cpu = read.take('run.cpu', run.cpu, defaults.cpu, (given) => cpuObjection(given, defaults));
  const memory = read.take('run.memory', run.memory, defaults.memory, (given) => memoryObjection(given, defaults));
  const runAs = read.take(
    'run.runAs',
    run.runAs,
    { value: 10_001, because: 'a user of no image and no node' },
    (given) =>
      Number.isInteger(given) && given >= 1 && given <= 65_534
        ? undefined
        : {
            code: 'VALUE_INVALID',
            problem: `is ${show(given)}`,
            fix: 'give the user id that the image expects, 1 to 65534; nothing runs as root',
          },
  );
  return {
    command: optional('run.command', run.command),
    args: optional('run.args', run.args),
    variables: readVariables(read, run.variables),
    runAs,
    // Both were checked above.
    cpu: toMillicores(cpu) ?? 0,
    memory: toBytes(memory) ?? 0,
  };
}

function cpuObjection(given: Cpu, { most }: ShapeDefaults): Objection | undefined {
  const code = 'QUANTITY_INVALID';
  const millicores = toMillicores(given);
  if (millicores === undefined) {
    return { code, problem: `is ${show(given)}`, fix: "give cores (2, 0.5) or thousandths ('250m'), above 0" };
  }
  if (millicores <= most.cpu) return undefined;
  const fix = `${most.of} has ${canonicalMillicores(most.cpu)} for a pod`;
  return { code, problem: `is ${show(given)}, and such a pod would wait for ever`, fix };
}

function memoryObjection(given: Memory, { most }: ShapeDefaults): Objection | undefined {
  const code = 'QUANTITY_INVALID';
  const bytes = toBytes(given);
  if (bytes === undefined) {
    const fix = "give an amount such as '512Mi' or '16Gi', without blanks, above 0";
    return { code, problem: `is ${show(given)}`, fix };
  }
  if (bytes <= most.memory) return undefined;
  const fix = `${most.of} has ${canonicalBytes(most.memory)} for a pod`;
  return { code, problem: `is ${show(given)}, and such a pod would wait for ever`, fix };
}

function readVariables(
  read: Props,
  given: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const variables = new Map<string, string>();
  if (given === undefined) return {};
  if (!isRecord(given)) {
    read.refuse(
      'run.variables',
      { code: 'VALUE_INVALID', problem: `is ${show(given)}`, fix: "give a group such as { LOG_LEVEL: 'info' }" },
      given,
    );
    return {};
  }
  for (const [name, value] of Object.entries(given)) {
    const taken = read.take(`run.variables.${name}`, value, { value: '', because: '' }, (text) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        return {
          code: 'NAME_INVALID',
          problem: `${show(name)} is no variable name`,
          fix: 'use letters, digits and _, not a digit first',
        };
      }
      if (!isText(text))
        return {
          code: 'VALUE_INVALID',
          problem: `is ${show(text)}`,
          fix: 'give a text; write numbers and flags in quotes',
        };
      return isWritable(text) ? undefined : unwritable(text);
    });
    variables.set(name, taken);
  }
  // Not by assignment: `__proto__` is a name that a variable may have.
  return Object.fromEntries(variables);
}
