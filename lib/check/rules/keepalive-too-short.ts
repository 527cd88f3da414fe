import type { Document } from '../../assembly/document';
import { toMilliseconds } from '../../units';
import type { Objection } from '../finding';
import { declarationsOf } from '../fleet';
import { asList, asObject, asText, asTexts, at } from '../json';
import type { Container } from '../pods';
import { routedServicesOf, servingContainer } from '../routes';
import type { Rule } from '../rule';
import { nameOf } from '../stacks';

/** Seconds for which Google's load balancer keeps idle connections to a pod; nothing changes that. */
const KEPT = 600;
/** What is usual for servers behind it. */
const USUAL = 620;

/** Flags of uvicorn and gunicorn, and variables of them and of vLLM, that hold the seconds after which an idle connection is closed. */
const FLAGS = /^--(?:timeout-keep-alive|keep-alive)$/;
const VARIABLES = ['VLLM_HTTP_TIMEOUT_KEEP_ALIVE', 'UVICORN_TIMEOUT_KEEP_ALIVE'];
const IN_ARGUMENTS = ['GUNICORN_CMD_ARGS'];

/** GW-2: a server that closes idle connections first meets a request on its way, and users a 502. */
export const keepaliveTooShort: Rule = {
  code: 'KEEPALIVE_TOO_SHORT',
  severity: 'warning',
  title: 'a server behind the gateway keeps idle connections longer than the load balancer',
  requirement: 'R330',
  scope: 'environment',
  *check(assembly) {
    const declarations = new Map(declarationsOf(assembly).map((one) => [one.service, one]));
    for (const { service, pods } of routedServicesOf(assembly)) {
      if (service === undefined) continue;
      for (const pod of pods) {
        const container = servingContainer(pod, service);
        const told = container && toldIn(pod.document, container);
        const found = told ?? declaredIn(declarations.get(pod.document.service), nameOf(pod.document));
        if (found !== undefined && found.seconds <= KEPT) yield objectionTo(found);
      }
    }
  },
};

interface KeepAlive {
  readonly document: string;
  readonly path: string;
  readonly seconds: number;
}

function objectionTo({ document, path, seconds }: KeepAlive): Objection {
  const problem = `closes idle connections after ${seconds} s; the load balancer keeps them ${KEPT} s, and sends requests into closed ones`;
  return { document, path, problem, fix: `close them after ${USUAL} s, or take a version of the server that can` };
}

/** What the container is told, the last word of each kind first. */
function toldIn({ id }: Document, { object, path }: Container): KeepAlive | undefined {
  const flag = flagIn(asTexts(object['args']));
  if (flag !== undefined) return { document: id, path: `${path}.args.${flag.index}`, seconds: flag.seconds };
  const entries = asList(object['env']).map(asObject);
  for (const [index, entry] of entries.entries()) {
    const name = asText(entry['name']) ?? '';
    const value = asText(entry['value']) ?? '';
    const seconds = IN_ARGUMENTS.includes(name)
      ? flagIn(value.split(/\s+/))?.seconds
      : VARIABLES.includes(name)
        ? secondsIn(value)
        : undefined;
    if (seconds !== undefined) return { document: id, path: `${path}.env.${index}.value`, seconds };
  }
  return undefined;
}

/** `--keep-alive 5` or `--keep-alive=5`; of several, the last one holds. */
function flagIn(words: readonly string[]): { readonly index: number; readonly seconds: number } | undefined {
  for (let index = words.length - 1; index >= 0; index -= 1) {
    const [, name = '', value] = /^(--[a-z-]+)(?:=(.*))?$/.exec(words[index] ?? '') ?? [];
    if (!FLAGS.test(name)) continue;
    const seconds = secondsIn(value ?? words[index + 1] ?? '');
    if (seconds !== undefined) return { index: value === undefined ? index + 1 : index, seconds };
  }
  return undefined;
}

function secondsIn(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** What a serving profile says of its version. */
function declaredIn(declaration: Document | undefined, workload = ''): KeepAlive | undefined {
  const prop = `${workload === 'api' ? '' : `${workload}.`}serves.keepAlive`;
  const value = at(declaration?.object, 'props', prop, 'value');
  const milliseconds = toMilliseconds(value);
  if (declaration === undefined || milliseconds === undefined) return undefined;
  return { document: declaration.id, path: `props.${prop}.value`, seconds: milliseconds / 1000 };
}
