import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileOf } from './engine';

const SCRIPT = join(__dirname, '../../../engines/kubernetes/control-plane.mjs');
const KEY = Symbol.for('taxiway.control-plane');
/** Jest loads the setup and the teardown apart, in one process. */
const shared = globalThis as { [KEY]?: ChildProcess };

/** Starts it and resolves to its kubeconfig. It ends with this process, however that ends: it reads from our pipe. */
export async function startControlPlane(): Promise<string> {
  const { cluster, definitions } = {
    cluster: fileOf('kubernetes', 'cluster'),
    definitions: fileOf('kubernetes', 'definitions'),
  };
  const child = spawn(process.execPath, [SCRIPT, '--cluster', cluster, '--definitions', definitions], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  shared[KEY] = child;
  for await (const line of createInterface({ input: child.stdout })) {
    const { kubeconfig } = JSON.parse(line) as { kubeconfig: string };
    return kubeconfig;
  }
  throw new Error('the control plane did not start');
}

export async function stopControlPlane(): Promise<void> {
  const child = shared[KEY];
  if (child?.exitCode !== null) return;
  child.stdin?.end();
  await once(child, 'exit');
}
