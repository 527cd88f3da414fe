import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { Read } from '../../support/documents';
import { kubeconfig } from './control-plane';

/** How the API server is reached: a process for each call would take longer than the call. */
interface Way {
  readonly server: URL;
  readonly ca: Buffer;
  readonly token: string;
  readonly agent: Agent;
}

let way: Promise<Way> | undefined;

async function open(): Promise<Way> {
  const config = JSON.parse(readFileSync(await kubeconfig(), 'utf8'));
  const { server, 'certificate-authority': authority } = config.clusters[0].cluster as Record<string, string>;
  return {
    server: new URL(server ?? ''),
    ca: readFileSync(authority ?? ''),
    token: config.users[0].user.token as string,
    agent: new Agent({ keepAlive: true, maxSockets: 8 }),
  };
}

/** What the server says to a call. */
interface Answer {
  readonly status: number;
  readonly body: string;
  /** What it warns of. */
  readonly warnings: readonly string[];
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Calls the API server as its administrator. A patch is a merge patch; what is gone already counts as deleted. */
export async function call(method: Method, path: string, body?: object): Promise<Read> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const { status, body: text } = await send(method, path, type, body);
  const gone = status === 404 && (method === 'DELETE' || method === 'PATCH');
  if (status >= 300 && !gone) throw new Error(`${method} ${path}: ${status} ${text}`);
  return JSON.parse(text);
}

/** What the server has of kinds: their paths, by what they are called. */
let kinds: Promise<ReadonlyMap<string, Listed>> | undefined;

interface Listed {
  readonly kind: string;
  readonly apiVersion: string;
  /** Of all namespaces, or of one. */
  path(namespace?: string): string;
}

/** The objects of a kind, everywhere or in one namespace; it is called `pods`, `Deployment.apps` or `ConfigMap`. */
export async function listOf(name: string, namespace?: string): Promise<readonly Read[]> {
  kinds ??= discover();
  const found = (await kinds).get(name.toLowerCase());
  if (found === undefined) throw new Error(`the server has no kind ${name}`);
  const { kind, apiVersion } = found;
  const { items } = (await call('GET', found.path(namespace))) as { items: readonly object[] };
  return items.map((item) => ({ kind, apiVersion, ...item }));
}

/** Asks once for everything that can be listed. Of several versions the one that the server prefers is taken, as kubectl does. */
async function discover(): Promise<ReadonlyMap<string, Listed>> {
  const { groups } = await call('GET', '/apis');
  const versions = (groups as readonly Read[]).flatMap(
    (group) => [group.preferredVersion, ...group.versions] as Read[],
  );
  const names = new Set(versions.map(({ groupVersion }) => groupVersion as string));
  const roots = ['/api/v1', ...[...names].map((name) => `/apis/${name}`)];
  const answers = await Promise.all(roots.map((root) => call('GET', root)));
  const found = new Map<string, Listed>();
  for (const [index, { groupVersion, resources }] of answers.entries())
    for (const { name, kind, namespaced, verbs } of resources as readonly Read[]) {
      if (!(verbs as readonly string[]).includes('list')) continue;
      const place = (namespace?: string): string =>
        namespaced === true && namespace !== undefined ? `/namespaces/${namespace}` : '';
      const listed = {
        kind: kind as string,
        apiVersion: groupVersion as string,
        path: (namespace?: string) => `${roots[index]}${place(namespace)}/${name}`,
      };
      const group = (groupVersion as string).includes('/') ? `.${(groupVersion as string).split('/')[0]}` : '';
      for (const called of [name, `${name}${group}`, kind, `${kind}${group}`] as readonly string[])
        if (!found.has(called.toLowerCase())) found.set(called.toLowerCase(), listed);
    }
  return found;
}

/** Applies an object server-side and strictly: what the server says against it, refusals and warnings. */
export async function applyStrictly(path: string, object: object): Promise<readonly string[]> {
  const question = 'fieldManager=taxiway-tests&fieldValidation=Strict';
  const { status, body, warnings } = await send('PATCH', `${path}?${question}`, 'application/apply-patch+yaml', object);
  return status < 300 ? warnings : [`${status} ${(JSON.parse(body) as { message: string }).message}`, ...warnings];
}

async function send(method: Method, path: string, type: string, body?: object): Promise<Answer> {
  way ??= open();
  const { server, ca, token, agent } = await way;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((done, failed) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': type,
      // Of a DELETE, Node wouldn't say how long its body is, and the next call would begin in the middle of it.
      'content-length': String(Buffer.byteLength(text ?? '')),
    };
    const sent = request(new URL(path, server), { method, ca, agent, headers }, (answer) => {
      const chunks: string[] = [];
      answer.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      answer.on('end', () => {
        const { warning } = answer.headersDistinct;
        done({ status: answer.statusCode ?? 0, body: chunks.join(''), warnings: warning ?? [] });
      });
    });
    sent.on('error', failed);
    sent.end(text);
  });
}
