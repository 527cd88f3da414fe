/** How far a service has come; drives its defaults and what is asked of it. */
export type Maturity = 'experimental' | 'beta' | 'ga';

export const MATURITIES = ['experimental', 'beta', 'ga'] as const satisfies readonly Maturity[];

/** Scheduling priority by maturity: where room is short, experiments wait, and never push anybody out. */
export const PRIORITIES: Readonly<Record<Maturity, { readonly value: number; readonly preempts: boolean }>> = {
  experimental: { value: 1000, preempts: false },
  beta: { value: 2000, preempts: true },
  ga: { value: 3000, preempts: true },
};
