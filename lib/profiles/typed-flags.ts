import { posix } from 'node:path';

const SHELLS = ['sh', 'bash', 'ash', 'dash', 'zsh'];

/** Whether a program is a shell, which passes none of its arguments on. */
export function isShell(program: string | undefined): boolean {
  return program !== undefined && SHELLS.includes(posix.basename(program));
}

/** Flags among arguments, and their values: of `--port=80`, `--port 80` and `-p 80` alike. The last one of a name holds. */
export function flagsOf(args: readonly string[]): ReadonlyMap<string, string | undefined> {
  const flags = new Map<string, string | undefined>();
  for (const [index, arg] of args.entries()) {
    const match = /^(--?[A-Za-z][A-Za-z0-9_.-]*)(?:=([^]*))?$/.exec(arg);
    if (match === null) continue;
    const next = args[index + 1];
    const beside = next === undefined || /^-[A-Za-z-]/.test(next) ? undefined : next;
    flags.set(spelled(match[1] ?? ''), match[2] ?? beside);
  }
  return flags;
}

/** Servers in Python take `--tensor_parallel_size` as well. */
function spelled(flag: string): string {
  return flag.startsWith('--') ? flag.replaceAll('_', '-') : flag;
}
