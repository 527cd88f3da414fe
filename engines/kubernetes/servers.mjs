import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The programs of a control plane: each writes a log of its own, and none outlives this process. */
export class Servers {
  #running = [];

  constructor(program, folder) {
    this.program = program;
    this.folder = folder;
  }

  start(name, flags) {
    const log = openSync(this.#logOf(name), 'a');
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: this.folder,
      TMPDIR: this.folder,
      TAXIWAY_DIE_WITH_PARENT: '1',
      // They live for minutes: an eighth of what a start costs is looking for garbage.
      GOGC: '400',
    };
    const child = spawn(this.program, [name, ...flags], { cwd: this.folder, env, stdio: ['ignore', log, log] });
    closeSync(log);
    const server = { name, child, dead: false };
    server.ended = new Promise((done) => {
      const over = () => {
        server.dead = true;
        done();
      };
      child.on('exit', over).on('error', over);
    });
    this.#running.push(server);
  }

  /** Asks until the answer is yes; says why not after two minutes, or as soon as one of the servers has ended. */
  async until(what, question) {
    let last = 'no';
    for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(100)) {
      if (this.someEnded()) throw new Error(this.epitaph());
      try {
        if (await question()) return;
      } catch (error) {
        last = error.message;
      }
    }
    throw new Error(`waited two minutes until ${what}: ${last}`);
  }

  someEnded() {
    return this.#running.some(({ dead }) => dead);
  }

  untilOneEnds() {
    return Promise.race(this.#running.map(({ ended }) => ended));
  }

  /** What the server that ended first wrote last. */
  epitaph() {
    const name = this.#running.find(({ dead }) => dead)?.name;
    if (name === undefined) return 'all servers run';
    return `${name} ended:\n${readFileSync(this.#logOf(name), 'utf8').trimEnd().split('\n').slice(-20).join('\n')}`;
  }

  /** Ends them, the last started first; one that does not listen within five seconds is killed. */
  async stop() {
    for (const { child, dead, ended } of this.#running.splice(0).reverse()) {
      if (dead) continue;
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(killer);
    }
  }

  #logOf(name) {
    return join(this.folder, `${name}.log`);
  }
}
