import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startControlPlane } from './control-plane';
import { RUN_FOLDER, statusOf } from './engine';

/** Renders every environment with the real command, and starts the one control plane of the run. */
export default async function setup(): Promise<void> {
  const command = join(__dirname, '../../../build/bin/taxiway.js');
  execFileSync(process.execPath, [command, 'synth', '--check', '--out', join(RUN_FOLDER, 'dist')], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (statusOf('kubernetes').state === 'ready') process.env['KUBECONFIG'] = await startControlPlane();
}
