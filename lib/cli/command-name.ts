const NAMES: readonly string[] = [
  'synth',
  'check',
  'diff',
  'verify',
  'list',
  'cost',
  'inventory',
  'logs-check',
  'reach',
  'explain',
  'exceptions',
  'pin',
  'stop',
  'restore',
  'run',
  'complete',
];

/** The command that was typed, as every output names it. */
export function commandOf([first = '', second = '']: readonly string[]): string {
  if (first === 'new') return second === 'service' ? 'new service' : 'new';
  if (first === 'rotate') return second === 'plan' ? 'rotate plan' : 'rotate';
  return NAMES.includes(first) ? first : 'taxiway';
}
