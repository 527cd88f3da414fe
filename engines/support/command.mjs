import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a program to its end and resolves to what it printed. Where it fails, the error shows the end of what it
 * printed: an installer is quiet until something is wrong.
 */
export function run(file, args, { cwd, env = {} } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let all = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      all += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      all += text;
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (code === 0) done(stdout);
      else failed(new Error(`${[file, ...args].join(' ')} ended with ${code ?? signal}:\n${lastLines(all)}`));
    });
  });
}

function lastLines(text) {
  return text.trimEnd().split('\n').slice(-20).join('\n');
}

/** The first program of that name on PATH, or undefined. */
export function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => isProgram(file));
}

export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
