import type { Terminal } from '../report/terminal';

/** Tells a person on a terminal what is going on; says nothing in a pipe. */
export function progress(terminal: Terminal, steps: number): { step(text: string): void; stop(): void } {
  if (!terminal.interactive || !process.stderr.isTTY || steps < 2)
    return { step: () => undefined, stop: () => undefined };
  let step = 0;
  // Rendering lets no timer run, so a spinner would stand still, and the handler it has for Ctrl-C would swallow it.
  return {
    step(text) {
      step += 1;
      terminal.err(`\r\x1b[2K${text} (${step} of ${steps})`);
    },
    stop() {
      terminal.err('\r\x1b[2K');
    },
  };
}
