import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Read } from '../../support/documents';
import { fileOf, type EngineName } from './engine';

/** A minute of what is rendered is a second here: every duration is divided alike, and so is every number that is seconds. */
const FASTER = 60;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function faster(amount: string, unit: string): string {
  const milliseconds = (Number(amount) * (SECONDS[unit] ?? 0) * 1000) / FASTER;
  return `${Math.max(1, Math.round(milliseconds))}ms`;
}

/** Rules as they are rendered, sixty times as fast: windows, offsets and holds, and the seconds by which rates are counted. */
export function spedUp(rules: Read): Read {
  const text = JSON.stringify(rules)
    .replaceAll(/\[(\d+)([smhd])\]/g, (_, amount: string, unit: string) => `[${faster(amount, unit)}]`)
    .replaceAll(/offset (\d+)([smhd])/g, (_, amount: string, unit: string) => `offset ${faster(amount, unit)}`)
    .replaceAll(
      /"(for|interval)":"(\d+)([smhd])"/g,
      (_, key: string, amount: string, unit: string) => `"${key}":"${faster(amount, unit)}"`,
    )
    .replaceAll(/\* (60|3600) >=/g, (_, seconds: string) => `* ${Number(seconds) / FASTER} >=`)
    .replaceAll(/\/ (300|1800|3600) unless/g, (_, seconds: string) => `/ ${Number(seconds) / FASTER} unless`);
  return JSON.parse(text);
}

/** Routing as it is rendered, sixty times as fast, with its files in a folder and its pagers on loopback. */
export function spedUpRouting(routing: Read, secrets: string, pagers: string): Read {
  const text = JSON.stringify(routing)
    .replaceAll(
      /"(\w+_(?:wait|interval))":"(\d+)([smhd])"/g,
      (_, key: string, amount: string, unit: string) => `"${key}":"${faster(amount, unit)}"`,
    )
    .replaceAll('/etc/alertmanager/secrets', secrets);
  return { global: { resolve_timeout: '5s', pagerduty_url: pagers }, ...(JSON.parse(text) as object) };
}

/** What somebody was told. */
export interface Told {
  /** `pager <key>` or the channel. */
  readonly who: string;
  readonly text: string;
}

/** Prometheus and Alertmanager on loopback, what they scrape, and those whom they tell. Nothing of it outlives the test. */
export class Alerting {
  readonly told: Told[] = [];
  /** What is exposed. */
  metrics: () => string = () => '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'taxiway-alerting-'));
  private readonly programs: ChildProcess[] = [];
  private readonly servers: Server[] = [];
  private address = '';
  private hands = '';

  /** Starts everything; `routing` is Alertmanager's file, `keys` are the keys of its Secret. */
  async start(rules: readonly Read[], routing: Read, secret: string, keys: readonly string[]): Promise<void> {
    const exporter = await this.listen((_, answer) => {
      answer(this.metrics());
    });
    const pagers = await this.listen((body, answer) => {
      const { routing_key: key, event_action: action, payload } = JSON.parse(body);
      this.note(`pager ${String(key)}`, `${String(action)} ${String(payload?.summary ?? '')}`);
      answer('{"status":"success","message":"","dedup_key":""}', 202);
    });
    const chat = await this.listen((body, answer) => {
      const { channel, attachments } = JSON.parse(body);
      this.note(String(channel), `${String(attachments[0].title)} ${String(attachments[0].text)}`);
      answer('ok');
    });
    const mounted = join(this.folder, 'secrets', secret);
    mkdirSync(mounted, { recursive: true });
    for (const key of keys) writeFileSync(join(mounted, key), key.startsWith('channel-') ? `http://${chat}/` : key);
    const write = (name: string, content: object): string => {
      writeFileSync(join(this.folder, name), JSON.stringify(content));
      return join(this.folder, name);
    };
    const [web, hands] = [await freePort(), await freePort()];
    const routed = spedUpRouting(routing, join(this.folder, 'secrets'), `http://${pagers}/`);
    const prometheus = write('prometheus.yaml', {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: rules.map((one, index) => write(`rules-${index}.yaml`, spedUp(one))),
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${hands}`] }] }] },
      scrape_configs: [{ job_name: 'all', honor_labels: true, static_configs: [{ targets: [exporter] }] }],
    });
    this.run('alertmanager', [
      `--config.file=${write('alertmanager.yaml', routed)}`,
      `--storage.path=${join(this.folder, 'handed-on')}`,
      `--web.listen-address=127.0.0.1:${hands}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ]);
    this.run('prometheus', [
      `--config.file=${prometheus}`,
      `--storage.tsdb.path=${join(this.folder, 'kept')}`,
      `--web.listen-address=127.0.0.1:${web}`,
      '--log.level=error',
    ]);
    this.address = `http://127.0.0.1:${web}`;
    this.hands = `http://127.0.0.1:${hands}`;
    await this.until('Prometheus is ready', async () => (await this.get('/-/ready')) !== undefined);
  }

  /** The result of a query, or what Prometheus has against it. */
  async ask(query: string): Promise<{ readonly answers: number; readonly error?: string }> {
    const answer = (await this.get(`/api/v1/query?query=${encodeURIComponent(query)}`)) as Read;
    if (answer?.status !== 'success') return { answers: 0, error: String(answer?.error ?? 'no answer') };
    return { answers: (answer.data.result as readonly unknown[]).length };
  }

  /** Hands alerts on, as if rules had fired. */
  async fire(alerts: readonly Readonly<Record<string, string>>[]): Promise<void> {
    const body = JSON.stringify(alerts.map((labels) => ({ labels, annotations: {} })));
    const headers = { 'content-type': 'application/json' };
    await fetch(`${this.hands}/api/v2/alerts`, { method: 'POST', headers, body });
  }

  /** The names of alerts that are silenced by others. */
  async silenced(): Promise<readonly string[]> {
    const alerts = (await (await fetch(`${this.hands}/api/v2/alerts`)).json()) as readonly Read[];
    return alerts
      .filter(({ status }: Read) => status.state === 'suppressed')
      .map(({ labels }: Read) => String(labels.alertname))
      .sort();
  }

  /** Waits until something holds; what never does fails the test. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await holds()) return;
      await new Promise((done) => {
        setTimeout(done, 250);
      });
    }
    throw new Error(`it was never so that ${what}; told were ${JSON.stringify(this.told)}`);
  }

  stop(): void {
    for (const program of this.programs) program.kill('SIGKILL');
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private note(who: string, text: string): void {
    this.told.push({ who, text });
  }

  private run(engine: EngineName, words: readonly string[]): void {
    this.programs.push(spawn(fileOf(engine, 'program'), words, { stdio: 'ignore', cwd: fileOf(engine, 'home') }));
  }

  private async get(path: string): Promise<unknown> {
    try {
      const response = await fetch(`${this.address}${path}`);
      const text = await response.text();
      return text.startsWith('{') ? JSON.parse(text) : response.ok ? text : undefined;
    } catch {
      return undefined;
    }
  }

  private async listen(hear: (body: string, answer: (text: string, status?: number) => void) => void): Promise<string> {
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        hear(body, (text, status = 200) => {
          response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
        });
      });
    });
    this.servers.push(server);
    return `127.0.0.1:${await portOf(server)}`;
  }
}

function portOf(server: Server): Promise<number> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on an address has one.
      done((server.address() as AddressInfo).port);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((done) => server.close(done));
  return port;
}
