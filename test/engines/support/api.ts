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
