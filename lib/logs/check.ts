import { faultsOf, type LogFault } from './contract';

/** One line that does not keep the contract. */
export interface LogLine {
  /** From 1. */
  readonly line: number;
  readonly faults: readonly LogFault[];
}

/** What a captured log comes to. */
export interface LogReport {
  readonly lines: number;
  readonly sound: number;
  /** Percent of lines that keep the contract, rounded down to tenths. */
  readonly percent: number;
  /** What is asked for. */
  readonly wanted: number;
  readonly passes: boolean;
  readonly broken: readonly LogLine[];
}

/** Percent of lines that have to keep the contract: a runtime's own last words may be text. */
export const WANTED = 95;

/** Holds every line against the contract. One forbidden key is too many, however few lines have it. */
export function checkLog(text: string, wanted: number = WANTED): LogReport {
  const all = text.split('\n').map((line, index) => ({ line: index + 1, text: line.replace(/\r$/, '') }));
  const lines = all.filter((one) => one.text.trim() !== '');
  const broken = lines.flatMap(({ line, text: one }): LogLine[] => {
    const faults = faultsOf(one);
    return faults.length === 0 ? [] : [{ line, faults }];
  });
  const sound = lines.length - broken.length;
  const percent = lines.length === 0 ? 0 : Math.floor((sound * 1000) / lines.length) / 10;
  const leaks = broken.some(({ faults }) => faults.some(({ kind }) => kind === 'forbidden'));
  const passes = lines.length > 0 && sound * 100 >= lines.length * wanted && !leaks;
  return { lines: lines.length, sound, percent, wanted, passes, broken };
}
