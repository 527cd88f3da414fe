import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startControlPlane } from './control-plane';
import { RUN_FOLDER, statusOf } from './engine';

const ROOT = join(__dirname, '../../..');

/** Starts the one control plane of the run, and renders every environment with the real command. */
export default function setup(): void {
  if (statusOf('kubernetes').state === 'ready') startControlPlane();
  const words = ['build/bin/taxiway.js', 'synth', '--check', '--out', join(RUN_FOLDER, 'dist')];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
