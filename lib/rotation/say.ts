/** Seconds as people say them: `3690 s (1 h 1 min 30 s)`. */
export function sayTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'for ever';
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return seconds < 60 ? `${seconds} s` : `${seconds} s (${said.join(' ')})`;
}
