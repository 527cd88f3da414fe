import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, newFolder, pathsIn, start, write } from '../support/cli';
import { packedLibrary } from '../support/packed';

const GUIDE = readFileSync(join(CHECKOUT, 'docs/guides/own-repository.md'), 'utf8');

/** What a person does who follows the guide: types every line of a shell, and writes every file that has a name. */
function stepsOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/(?:`([^`\n]+)`:\n\n)?```(\w+)\n([\s\S]*?)```/g)];
  return blocks.flatMap(([, path, language, body = '']) => {
    if (language === 'sh') return body.trim().split('\n');
    return path === undefined ? [] : [`cat > "$TOP/${path}" <<'EOF'\n${body}EOF`];
  });
}

/**
 * npm and npx as the guide types them, without a network: a package is copied to where npm would have put it,
 * what it depends on is linked, and package.json gets the line that npm writes.
 */
function tools(): string {
  const node = `'${process.execPath}'`;
  return newFolder({
    npm: `#!/bin/sh
if [ "$1" = install ]; then shift; exec ${node} "$TOOLS/install.js" "$@"; fi
exec "$NPM" "$@"
`,
    npx: `#!/bin/sh
command=$1; shift
case $command in
  taxiway) exec ${node} node_modules/taxiway/build/bin/taxiway.js "$@" ;;
  tsc) exec ${node} node_modules/typescript/bin/tsc "$@" ;;
  *) echo "the guide runs $command" >&2; exit 1 ;;
esac
`,
    'install.js': INSTALL,
  });
}

const INSTALL = `
const fs = require('node:fs');
const path = require('node:path');
const kind = process.argv[2] === '--save-dev' ? 'devDependencies' : 'dependencies';
const file = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const link = (name) => {
  const place = path.join('node_modules', name);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  if (!fs.existsSync(place)) fs.symlinkSync(path.join(process.env.CHECKOUT, 'node_modules', name), place);
};
/** A second name of each file where the disk allows it: a thousand are written slowly. */
const copy = (from, to) => {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, place] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copy(source, place);
    else try { fs.linkSync(source, place); } catch { fs.copyFileSync(source, place); }
  }
};
for (const name of process.argv.slice(2).filter((word) => !word.startsWith('-'))) {
  const from = { taxiway: process.env.PACKED, '@acme/environments': path.join(process.env.TOP, 'environments') }[name];
  if (from === undefined) link(name);
  else copy(from, path.join('node_modules', name));
  const { version, dependencies = {} } = JSON.parse(fs.readFileSync(path.join('node_modules', name, 'package.json'), 'utf8'));
  if (from !== undefined) Object.keys(dependencies).forEach(link);
  file[kind] = { ...file[kind], [name]: '^' + version };
}
fs.writeFileSync('package.json', JSON.stringify(file, null, 2) + '\\n');
`;

describe('the guide of own repositories', () => {
  it('works as it is typed, from npm init to a platform of two services', async () => {
    const steps = stepsOf(GUIDE);
    const top = newFolder();
    const folder = tools();
    symlinkSync(CHECKOUT, join(top, 'taxiway'));
    write(folder, { 'script.sh': `set -eu\ncd "$TOP"\n${steps.join('\n')}\n` });
    await start('/bin/chmod', ['+x', join(folder, 'npm'), join(folder, 'npx')], { cwd: folder });
    const which = await start('/bin/sh', ['-c', 'command -v npm'], { cwd: folder });

    const { code, stdout, stderr } = await start('/bin/sh', [join(folder, 'script.sh')], {
      cwd: top,
      env: {
        TOP: top,
        TOOLS: folder,
        CHECKOUT,
        PACKED: packedLibrary(),
        NPM: which.stdout.trim(),
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      },
    });

    expect(steps.length).toBeGreaterThan(30);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('not checked without the whole fleet');
    expect(pathsIn(join(top, 'summarizer/cdk8s.out'))).toHaveLength(2);
    expect(pathsIn(join(top, 'summarizer/dist/staging')).filter((path) => path.startsWith('platform/'))).toEqual([]);
    expect(pathsIn(join(top, 'platform/dist/production'))).toEqual([
      'assembly.jsonl',
      'platform/alertmanager.yaml',
      'platform/kubernetes.yaml',
      'platform/rules.yaml',
      'platform/runbooks/alerts.md',
      'platform/terraform/cdk.tf.json',
    ]);
    const pools = readFileSync(join(top, 'platform/dist/production/platform/terraform/cdk.tf.json'), 'utf8');
    // One pod of each service, and one more of each while it rolls.
    expect(pools).toContain('"total_max_node_count": 4');
  }, 600_000);
});
