#!/usr/bin/env node
// control-plane.mjs --cluster PROGRAM --definitions DIR
// Starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler on loopback, with everything they write in
// one new temporary folder, and installs the definitions. Prints one line of JSON when all is ready,
//   {"kubeconfig":…,"folder":…,"version":…,"definitions":N}
// and runs until its standard input closes or it is told to end; then nothing of it is left. No kubelet: pods are
// admitted, counted, made by controllers and given to nodes, but never run.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { run } from '../support/command.mjs';
import { Servers } from './servers.mjs';

const { values } = parseArgs({ options: { cluster: { type: 'string' }, definitions: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'taxiway-control-plane-'));
const servers = new Servers(values.cluster, folder);
const at = (name) => join(folder, name);
const CERTIFICATE = at('certificates/apiserver.crt');
const KUBECONFIG = at('kubeconfig');
let ending = false;

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void end(0));
process.stdin
  .on('end', () => void end(0))
  .on('error', () => void end(0))
  .resume();

try {
  console.log(JSON.stringify(await startAtLast()));
  await servers.untilOneEnds();
  throw new Error(servers.epitaph());
} catch (error) {
  if (!ending) console.error(`control-plane: ${error.message}`);
  await end(1);
}

async function end(code) {
  if (ending) return;
  ending = true;
  await servers.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

/** A port that was free may be taken a moment later; then the server that wanted it has ended, and all begin anew. */
async function startAtLast() {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (ending || tries === 3 || !servers.someEnded()) throw error;
      await servers.stop();
    }
  }
}

async function start() {
  const ports = await freePorts(3);
  const store = `http://127.0.0.1:${ports[0]}`;
  const address = `https://127.0.0.1:${ports[2]}`;
  writeCredentials(address);
  servers.start('etcd', etcdFlags(store, `http://127.0.0.1:${ports[1]}`));
  await servers.until('etcd answers', async () => (await statusOf(`${store}/health`)) === 200);
  servers.start('kube-apiserver', apiServerFlags(store, ports[2]));
  await servers.until(
    'the API server is ready',
    async () => existsSync(CERTIFICATE) && kubectl('get', '--raw', '/readyz'),
  );
  const client = [
    `--kubeconfig=${KUBECONFIG}`,
    '--leader-elect=false',
    '--secure-port=0',
    // Twenty requests a second by default; a namespace alone takes a hundred to go.
    '--kube-api-qps=1000',
    '--kube-api-burst=1000',
  ];
  servers.start('kube-controller-manager', [
    ...client,
    `--service-account-private-key-file=${at('accounts.key')}`,
    `--root-ca-file=${CERTIFICATE}`,
    // The nodes of a test send no heartbeat, and are not to be taken for lost.
    '--controllers=*,-node-lifecycle-controller',
  ]);
  servers.start('kube-scheduler', client);
  await kubectl('apply', '--server-side', '--filename', values.definitions);
  await kubectl('wait', '--for=condition=Established', '--timeout=60s', 'customresourcedefinitions', '--all');
  await servers.until('the controllers work', () => kubectl('get', 'serviceaccount', 'default'));
  const version = JSON.parse(await kubectl('version', '--output=json')).serverVersion.gitVersion;
  return { kubeconfig: KUBECONFIG, folder, version, definitions: readdirSync(values.definitions).length };
}

function etcdFlags(client, peer) {
  return [
    `--data-dir=${at('etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function apiServerFlags(store, port) {
  return [
    `--etcd-servers=${store}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${at('certificates')}`,
    // It refuses to announce itself under a loopback address, and nobody asks for it here.
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${at('accounts.pub')}`,
    `--service-account-signing-key-file=${at('accounts.key')}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${at('tokens.csv')}`,
    // Else plain validation refuses a privileged pod, and the Pod Security Standard never has its say.
    '--allow-privileged=true',
  ];
}

/** A key for service accounts, and a token for an administrator: the one way in. */
function writeCredentials(server) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const token = randomBytes(24).toString('hex');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'tests',
    clusters: [{ name: 'tests', cluster: { server, 'certificate-authority': CERTIFICATE } }],
    users: [{ name: 'administrator', user: { token } }],
    contexts: [{ name: 'tests', context: { cluster: 'tests', user: 'administrator' } }],
  };
  const files = {
    'accounts.key': privateKey,
    'accounts.pub': publicKey,
    'tokens.csv': `${token},administrator,administrator,"system:masters"\n`,
    kubeconfig: JSON.stringify(config),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text, { mode: 0o600 });
}

function kubectl(...words) {
  return run(values.cluster, ['kubectl', '--kubeconfig', KUBECONFIG, '--cache-dir', at('discovery'), ...words]);
}

function statusOf(url) {
  return new Promise((done, failed) => {
    get(url, (answer) => {
      answer.resume().on('end', () => done(answer.statusCode));
    }).on('error', failed);
  });
}

/** Ports that nobody holds at the moment. */
async function freePorts(count) {
  const listeners = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  while (listeners.some((listener) => listener.address() === null)) await sleep(5);
  const ports = listeners.map((listener) => listener.address().port);
  await Promise.all(listeners.map((listener) => new Promise((done) => listener.close(done))));
  return ports;
}
