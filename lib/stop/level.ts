/** How far a service is stopped, the least first; each does what those before it do, and more. */
export const STOP_LEVELS = ['drain', 'stop', 'quarantine'] as const;
export type StopLevel = (typeof STOP_LEVELS)[number];

/** Whether a text is a level. */
export function isStopLevel(text: unknown): text is StopLevel {
  return STOP_LEVELS.some((level) => level === text);
}

/** Whether a level does what another one does. */
export function includes(level: StopLevel, other: StopLevel): boolean {
  return STOP_LEVELS.indexOf(level) >= STOP_LEVELS.indexOf(other);
}
