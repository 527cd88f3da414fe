/** Projects as people have them: a folder with service files, a placement table and environments. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ENVIRONMENTS = ['sandbox', 'staging', 'production'];

/** Runs something in a new project with so many services, each in every environment. */
export function withProject(size, work) {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-bench-'));
  try {
    fill(folder, size);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(folder, size) {
  cpSync(join(root, 'environments'), join(folder, 'environments'), { recursive: true });
  for (const file of readdirSync(join(folder, 'environments')).filter((name) => name.endsWith('.ts'))) {
    const path = join(folder, 'environments', file);
    // Room for a large fleet.
    const text = readFileSync(path, 'utf8')
      .replace(/gpus: \{.*\},\n/, 'gpus: { l4: { limit: 100_000 } },\n')
      .replace(/quotas: \{.*\},\n/, 'quotas: {},\n');
    writeFileSync(path, text);
  }
  mkdirSync(join(folder, 'services'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'taxiway'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'fleet', taxiway: 'services/index.ts' }));
  const ids = Array.from({ length: size }, (_, index) => index);
  for (const id of ids) writeFileSync(join(folder, 'services', `service-${id}.ts`), serviceText(id));
  const lines = [
    "import { place } from 'taxiway';",
    ...ENVIRONMENTS.map((name) => `import { ${name} } from '../environments/${name}';`),
    ...ids.map((id) => `import { Service${id} } from './service-${id}';`),
    'export const placements = [',
    ...ids.map((id) => `  place(Service${id}, [${ENVIRONMENTS.join(', ')}]),`),
    '];',
  ];
  writeFileSync(join(folder, 'services', 'index.ts'), `${lines.join('\n')}\n`);
}

function serviceText(id) {
  return `import { MlService, type Environment } from 'taxiway';

export class Service${id} extends MlService {
  constructor(env: Environment) {
    super(env, 'service-${id}', {
      owner: 'group::code-creation',
      image: env.image('spamcheck'),
      maturity: 'beta',
      run: { args: ['--port=8080'], variables: { LOG_LEVEL: 'info' } },
      serves: { ready: '/health', longestRequest: '30s' },
      replicas: 2,
      secrets: ['api-key'],
      calls: ['gitlab-api'],
${id % 4 === 1 ? "      gpu: { model: 'l4' },\n" : ''}    });
  }
}
`;
}
