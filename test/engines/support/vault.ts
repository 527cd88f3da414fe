import { createSign, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Read } from '../../support/documents';
import { fileOf } from './engine';

const SCRIPT = join(__dirname, '../../../engines/vault/server.mjs');

/** What the server said. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly body: Read;
}

/** A server of Vault's kind in memory, and its administrator. */
export class Vault {
  private constructor(
    readonly address: string,
    readonly root: string,
    private readonly end: () => Promise<void>,
  ) {}

  /** Starts one that ends with this process. */
  static async start(): Promise<Vault> {
    const child = spawn(process.execPath, [SCRIPT, fileOf('vault', 'program')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { address, token } = JSON.parse(line) as { address: string; token: string };
    return new Vault(address, token, async () => {
      child.stdin.end();
      await once(child, 'exit');
    });
  }

  stop(): Promise<void> {
    return this.end();
  }

  async call(method: string, path: string, body?: unknown, token: string | undefined = this.root): Promise<Answer> {
    const headers = token === '' ? undefined : { 'X-Vault-Token': token };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(`${this.address}/v1/${path}`, { method, headers, body: text });
    const given = await answer.text();
    return { status: answer.status, ok: answer.ok, body: given === '' ? {} : JSON.parse(given) };
  }

  /** The same, where anything but success is a failure of the test. */
  async must(method: string, path: string, body?: unknown, token?: string): Promise<Read> {
    const answer = await this.call(method, path, body, token);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The token that a login gives, or undefined where it is refused; a failure of the server is one of the test. */
  async login(mount: string, role: string, jwt: string): Promise<string | undefined> {
    const { ok, status, body } = await this.call('POST', `auth/${mount}/login`, { role, jwt }, '');
    // Whoever is known by an empty text is refused late.
    if (status >= 500 && !JSON.stringify(body).includes('missing name in alias'))
      throw new Error(`a login at ${mount}: ${status} ${JSON.stringify(body)}`);
    return ok ? (body.auth.client_token as string) : undefined;
  }

  /** A new store takes a moment until it has versions. */
  async untilStoreIsReady(mount: string): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await this.call('GET', `${mount}/config`)).ok) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`the store ${mount} is not ready`);
  }
}

/** Somebody who signs tokens. */
export class Signer {
  private readonly keys: KeyPairKeyObjectResult = generateKeyPairSync('rsa', { modulusLength: 2048 });

  /** Without the last newline: the server drops it, and the next plan would see a difference. */
  get publicKey(): string {
    return this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString().trim();
  }

  sign(claims: Read): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}`;
    return `${head}.${createSign('RSA-SHA256').update(head).sign(this.keys.privateKey).toString('base64url')}`;
  }
}
