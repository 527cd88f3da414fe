/**
 * What a team would use instead: one chart, rendered by `helm template` once for each service, against one `taxiway synth`
 * of the same services. Helm renders the Kubernetes objects alone. Prints JSON, or nothing where helm is not on PATH.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { withProject } from './project.mjs';

const size = Number(process.argv[2]);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(command, args, cwd) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return { time: performance.now() - start, stdout };
}

/** A chart whose templates are the objects of one service, with the name as a value. */
function writeChart(folder, dist) {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: service\nversion: 1.0.0\n');
  writeFileSync(join(folder, 'values.yaml'), 'service: service-0\n');
  for (const part of ['grants', '']) {
    const text = readFileSync(join(dist, 'service-0', part, 'kubernetes.yaml'), 'utf8');
    const template = text.replaceAll('{{', '{{ `{{` }}').replaceAll('service-0', '{{ .Values.service }}');
    writeFileSync(join(folder, 'templates', `${part || 'workloads'}.yaml`), template);
  }
}

if (spawnSync('helm', ['version']).status === 0) {
  withProject(size, (folder) => {
    const ours = run(process.execPath, [join(root, 'build/bin/taxiway.js'), 'synth', '--env', 'staging'], folder);
    const chart = join(folder, 'chart');
    writeChart(chart, join(folder, 'dist', 'staging'));
    let time = 0;
    let objects = 0;
    for (let id = 0; id < size; id += 1) {
      const helm = run('helm', ['template', `service-${id}`, chart, '--set', `service=service-${id}`], folder);
      time += helm.time;
      objects += helm.stdout.match(/^kind: /gm).length;
    }
    console.log(JSON.stringify({ ours: ours.time, helm: time, objects }));
  });
}
