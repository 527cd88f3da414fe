import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeWith } from './support/engine';
import { kubectl } from './support/kubectl';

/** Answers as an API server does whose store keeps it waiting, and then in earnest. */
function busyServer(times: number, status: { readonly code: number; readonly reason: string }): Server {
  let asked = 0;
  return createServer((_, answer) => {
    asked += 1;
    const busy = asked <= times;
    answer.writeHead(busy ? status.code : 200, { 'Content-Type': 'application/json' });
    answer.end(JSON.stringify(busy ? { kind: 'Status', apiVersion: 'v1', status: 'Failure', ...status } : { asked }));
  });
}

/** What kubectl ends with, asked of such a server. */
async function ask(server: Server): Promise<{ readonly code: number | null; readonly stdout: string }> {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await kubectl([`--server=http://127.0.0.1:${port}`, 'get', '--raw=/version']);
    return { code, stdout };
  } finally {
    server.close();
  }
}

describeWith('kubernetes', () => {
  it.each([
    ['waited too long for its store', { code: 504, reason: 'Timeout' }],
    ['asks to be left alone for a while', { code: 500, reason: 'ServerTimeout' }],
    ['has no room', { code: 503, reason: 'ServiceUnavailable' }],
  ])('is asked again where it %s', async (_, status) => {
    const server = busyServer(2, status);

    const ended = await ask(server);

    expect(ended).toEqual({ code: 0, stdout: '{"asked":3}' });
  });

  it('is taken at its word where it never answers, and where it refuses', async () => {
    const never = busyServer(100, { code: 504, reason: 'Timeout' });
    const refusing = busyServer(1, { code: 403, reason: 'Forbidden' });

    const ended = [await ask(never), await ask(refusing)];

    expect(ended).toEqual([
      { code: 1, stdout: '' },
      { code: 1, stdout: '' },
    ]);
  });
});
