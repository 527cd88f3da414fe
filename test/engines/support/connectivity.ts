import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Read } from '../../support/documents';
import { fileOf, RUN_FOLDER } from './engine';
import { run } from './process';

/** `from -> to TCP 8080`; pods as namespace/workload, everything else as an address range. */
export type Edge = `${string} -> ${string} ${string}`;

export const edge = (from: string, to: string, connection: string): Edge => `${from} -> ${to} ${connection}`;

/** Every edge that network-config-analyzer works out between pods, and between pods and addresses. */
export async function connectivity(objects: readonly Read[]): Promise<readonly Edge[]> {
  const folder = mkdtempSync(join(RUN_FOLDER, 'connectivity-'));
  const input = join(folder, 'objects.yaml');
  const output = join(folder, 'edges.json');
  writeFileSync(input, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const words = ['-m', 'nca', '--connectivity', '--resource_list', input, '--output_format=json', '--file_out', output];
  const env = { PYTHONPATH: fileOf('nca', 'packages') };
  const { code, stdout, stderr } = await run(fileOf('nca', 'python'), words, { env });
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return edgesIn(readFileSync(output, 'utf8'), objects);
}

/** The same for many clusters, which share a process: starting it takes longer than a small cluster does. */
export async function connectivityOfMany(
  clusters: readonly (readonly Read[])[],
): Promise<readonly (readonly Edge[])[]> {
  const folder = mkdtempSync(join(RUN_FOLDER, 'connectivity-'));
  const files = clusters.map((objects, index) => {
    const [input, output] = [join(folder, `${index}.yaml`), join(folder, `${index}.json`)] as const;
    writeFileSync(input, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
    return { objects, input, output };
  });
  const { code, stderr } = await run(fileOf('nca', 'python'), [join(__dirname, 'nca-many.py')], {
    env: { PYTHONPATH: fileOf('nca', 'packages') },
    input: files.map(({ input, output }) => `${input}\t${output}\n`).join(''),
  });
  if (code !== 0) throw new Error(stderr);
  return files.map(({ objects, output }) => edgesIn(readFileSync(output, 'utf8'), objects));
}

function edgesIn(text: string, objects: readonly Read[]): readonly Edge[] {
  const [answer] = JSON.parse(text) as readonly Read[];
  const pods = podsIn(objects);
  const rules = (answer.explanation[0]?.rules ?? []) as readonly Read[];
  return [...new Set(rules.flatMap((rule) => edgesOf(rule, pods)))].sort();
}

/** The names of all workloads and bare pods by namespace. */
function podsIn(objects: readonly Read[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, metadata } of objects) {
    if (kind !== 'Deployment' && kind !== 'Pod') continue;
    found.set(metadata.namespace, [...(found.get(metadata.namespace) ?? []), metadata.name]);
  }
  return found;
}

function edgesOf(rule: Read, pods: ReadonlyMap<string, readonly string[]>): readonly Edge[] {
  const ends = (side: 'src' | 'dst'): readonly string[] => {
    const blocks = rule[`${side}_ip_block`] as readonly string[] | undefined;
    if (blocks !== undefined) return blocks;
    const names = (rule[`${side}_pods`] as readonly string[]).flatMap((list) => list.split(', '));
    return (rule[`${side}_ns`] as readonly string[]).flatMap((namespace) =>
      (names.includes('*') ? (pods.get(namespace) ?? ['*']) : names).map((name) => `${namespace}/${name}`),
    );
  };
  return ends('src').flatMap((from) =>
    ends('dst')
      .filter((to) => to !== from)
      .flatMap((to) => connectionsOf(rule.connection).map((connection) => edge(from, to, connection))),
  );
}

/** `All connections`, or protocols with ports and ranges of ports. */
function connectionsOf(connection: readonly Read[]): readonly string[] {
  return connection.flatMap((one) =>
    typeof one === 'string'
      ? one
      : String(one.protocols)
          .split(', ')
          .flatMap((protocol) =>
            ((one.dst_ports ?? ['*']) as readonly unknown[]).map((port) => `${protocol} ${String(port)}`),
          ),
  );
}
