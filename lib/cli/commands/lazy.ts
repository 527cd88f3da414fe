import { createRequire } from 'node:module';

const load = createRequire(__filename);

/**
 * Each command's module, loaded where the command runs: what compares and checks brings tables that take a fifth of a
 * second to build, and neither `--help` nor shell completion should wait for them.
 */
export const COMMANDS = {
  get check() {
    return (load('./check') as typeof import('./check')).check;
  },
  get completion() {
    return (load('./completion') as typeof import('./completion')).addCompletion;
  },
  get diff() {
    return (load('./diff') as typeof import('./diff')).diff;
  },
  get explain() {
    return (load('./explain') as typeof import('./explain')).explain;
  },
  get list() {
    return (load('./list') as typeof import('./list')).list;
  },
  get newService() {
    return (load('./new-service') as typeof import('./new-service')).newService;
  },
  get pin() {
    return (load('./pin') as typeof import('./pin')).pin;
  },
  get runProgram() {
    return (load('./run') as typeof import('./run')).runProgram;
  },
  get synth() {
    return (load('./synth') as typeof import('./synth')).synth;
  },
  get verify() {
    return (load('./verify') as typeof import('./verify')).verify;
  },
};
