import { createRequire } from 'node:module';
import type * as check from './check';
import type * as completion from './completion';
import type * as cost from './cost';
import type * as diff from './diff';
import type * as exceptions from './exceptions';
import type * as explain from './explain';
import type * as inventory from './inventory';
import type * as list from './list';
import type * as logsCheck from './logs-check';
import type * as newService from './new-service';
import type * as pin from './pin';
import type * as rotate from './rotate';
import type * as reach from './reach';
import type * as run from './run';
import type * as restore from './restore';
import type * as stop from './stop';
import type * as synth from './synth';
import type * as verify from './verify';

const load = createRequire(__filename);

/**
 * Each command's module, loaded where the command runs: what compares and checks brings tables that take a fifth of a
 * second to build, and neither `--help` nor shell completion should wait for them.
 */
export const COMMANDS = {
  get check() {
    return (load('./check') as typeof check).check;
  },
  get completion() {
    return (load('./completion') as typeof completion).addCompletion;
  },
  get cost() {
    return (load('./cost') as typeof cost).cost;
  },
  get diff() {
    return (load('./diff') as typeof diff).diff;
  },
  get exceptions() {
    return (load('./exceptions') as typeof exceptions).exceptions;
  },
  get explain() {
    return (load('./explain') as typeof explain).explain;
  },
  get logsCheck() {
    return (load('./logs-check') as typeof logsCheck).logsCheck;
  },
  get inventory() {
    return (load('./inventory') as typeof inventory).inventory;
  },
  get list() {
    return (load('./list') as typeof list).list;
  },
  get newService() {
    return (load('./new-service') as typeof newService).newService;
  },
  get pin() {
    return (load('./pin') as typeof pin).pin;
  },
  get rotatePlan() {
    return (load('./rotate') as typeof rotate).rotatePlan;
  },
  get reach() {
    return (load('./reach') as typeof reach).reach;
  },
  get runProgram() {
    return (load('./run') as typeof run).runProgram;
  },
  get restore() {
    return (load('./restore') as typeof restore).restore;
  },
  get stop() {
    return (load('./stop') as typeof stop).stop;
  },
  get synth() {
    return (load('./synth') as typeof synth).synth;
  },
  get verify() {
    return (load('./verify') as typeof verify).verify;
  },
};
