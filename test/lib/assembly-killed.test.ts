import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from '../../lib/assembly/assembly';
import { callsBetween, CHANGES, expectRepaired, prepare, stateOf } from '../support/faults';
import { assemblyOf, documentOf, numbersFrom } from '../support/made-up-documents';
import { buildWriter } from '../support/writer';

const work = mkdtempSync(join(tmpdir(), 'taxiway-killed-'));
const folder = join(work, 'production');
const program = join(work, 'writer.js');
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Three states of one fleet: each change writes, renames, makes and removes files and folders. */
const file = (service: string, path: string, text: string) =>
  documentOf({
    service,
    name: path.replaceAll(/\W/g, '-'),
    path: `${service}/${path}`,
    object: { text: text.repeat(500) },
  });
const VERSIONS = {
  a: assemblyOf([
    file('chat', 'kubernetes.yaml', 'a'),
    file('chat', 'grants/kubernetes.yaml', 'a'),
    file('rank', 'kubernetes.yaml', 'a'),
    file('gone', 'stop/soft/kubernetes.yaml', 'a'),
  ]),
  b: assemblyOf([
    file('chat', 'kubernetes.yaml', 'b'),
    file('chat', 'grants/kubernetes.yaml', 'a'),
    file('rank', 'grants/kubernetes.yaml', 'b'),
    file('new', 'stop/soft/kubernetes.yaml', 'b'),
  ]),
};
type Version = keyof typeof VERSIONS;

/** Writes one version, and is gone at the given call: before it, or with half of its bytes written. */
const DOOMED = `
  const [, , folder, version, at, half] = process.argv;
  const assembly = JSON.parse(version);
  let turn = 0;
  for (const name of ${JSON.stringify(CHANGES)}) {
    const call = fs[name];
    fs[name] = (path, bytes, ...more) => {
      turn += 1;
      if (turn === Number(at)) {
        if (half === 'half' && name === 'writeFileSync') call(path, bytes.subarray(0, bytes.length / 2));
        process.kill(process.pid, 'SIGKILL');
      }
      return call(path, bytes, ...more);
    };
  }
  writeAssembly(assembly, folder);`;

function kill(version: Version, at: number, half: boolean): string | null {
  const parameters = [program, folder, JSON.stringify(VERSIONS[version]), String(at), half ? 'half' : 'whole'];
  return spawnSync(process.execPath, parameters, { stdio: ['ignore', 'ignore', 'inherit'] }).signal;
}

/** Every call of every change, before it and within it. */
function pointsOf(from: Version | undefined, to: Version): { at: number; half: boolean }[] {
  const calls = callsBetween(CHANGES, folder, from === undefined ? undefined : VERSIONS[from], VERSIONS[to]);
  return Array.from({ length: calls }, (_, index) => [false, true].map((half) => ({ at: index + 1, half }))).flat();
}

const KILLS = 60;

test('a run that is killed at any call leaves the last output, the new one, or one that is refused; the next run repairs it', () => {
  buildWriter(program, DOOMED);
  const next = numbersFrom(7);
  const changes: [Version | undefined, Version][] = [
    [undefined, 'a'],
    ['a', 'b'],
    ['b', 'a'],
  ];
  const points = changes.flatMap(([from, to]) => pointsOf(from, to).map((point) => ({ from, to, ...point })));
  // At random, the same in every run.
  const chosen = Array.from({ length: KILLS }, () => points.splice(next(points.length), 1)).flat();
  const seen = new Map<string, number>();

  for (const { from, to, at, half } of chosen) {
    prepare(folder, from && VERSIONS[from]);
    if (from === undefined) mkdirSync(folder);
    expect(kill(to, at, half)).toBe('SIGKILL');

    const state = stateOf(folder, VERSIONS);
    expect([from ?? 'ASSEMBLY_MISSING', 'ASSEMBLY_DAMAGED', to]).toContain(state);
    const key = state === from ? 'as it was' : state;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    expectRepaired(folder, Object.values<Assembly>(VERSIONS));
  }

  expect(chosen.length).toBeGreaterThanOrEqual(50);
  // Each kind of end was met, or the kills were all at one place.
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['as it was', 'ASSEMBLY_DAMAGED']));
}, 300_000);
