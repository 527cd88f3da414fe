import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server of Vault's kind in memory, and the root's token. */
export interface DevVault {
  readonly address: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** The program of a server: `$TAXIWAY_VAULT`, else `bao` or `vault` on PATH; undefined where there is none. */
export function findVault(): string | undefined {
  const named = process.env['TAXIWAY_VAULT'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => ['bao', 'vault'].map((name) => join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a server on a free port; it has a store of versions at `secret/` once this comes back. */
export async function startVault(program: string): Promise<DevVault> {
  const token = 'of-a-test-and-nothing-else';
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const home = mkdtempSync(join(tmpdir(), 'taxiway-vault-'));
  const words = ['server', '-dev', '-dev-no-store-token', `-dev-root-token-id=${token}`];
  const child = spawn(program, [...words, `-dev-listen-address=127.0.0.1:${port}`], {
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(home, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; tries += 1) {
    if (await answers(`${address}/v1/secret/config`, token)) return { address, token, stop };
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  await stop();
  throw new Error(`${program} does not answer`);
}

async function answers(url: string, token: string): Promise<boolean> {
  try {
    return (await fetch(url, { headers: { 'X-Vault-Token': token } })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  server.close();
  await once(server, 'close');
  if (place === null || typeof place === 'string') throw new Error('no port');
  return place.port;
}
