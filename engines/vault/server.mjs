import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Servers } from '../kubernetes/servers.mjs';

/**
 * Starts a server in memory, on loopback and without TLS: for tests, nothing else. Whoever reads this process may
 * have its root token.
 */
export async function startVault(program) {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'taxiway-vault-'));
  const token = `root-${randomBytes(12).toString('hex')}`;
  const address = `127.0.0.1:${await freePort()}`;
  const servers = new Servers(program, home);
  const stop = async () => {
    await servers.stop();
    rmSync(home, { recursive: true, force: true });
  };
  // The first word is the subcommand. Nothing is written into a home: not even the token.
  servers.start('server', [
    '-dev',
    '-dev-no-store-token',
    `-dev-root-token-id=${token}`,
    `-dev-listen-address=${address}`,
  ]);
  const url = `http://${address}`;
  try {
    // The root token and its first mount come a moment after the server answers.
    await servers.until('Vault answers', async () => {
      const answer = await fetch(`${url}/v1/secret/config`, { headers: { 'X-Vault-Token': token } });
      return answer.ok;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: url, token, stop };
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** As a program: says where it is in one line, and ends when nobody reads any more. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startVault(process.argv[2]);
  console.log(JSON.stringify({ address: server.address, token: server.token }));
  let ended;
  const end = () => (ended ??= server.stop().then(() => process.exit(0)));
  for (const word of ['end', 'close', 'error']) process.stdin.once(word, end);
  process.stdin.resume();
}
