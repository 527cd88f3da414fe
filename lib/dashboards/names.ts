/** What there are dashboards of: all services, one of them, its GPUs, and its pods as they change. */
export const DASHBOARDS = ['overview', 'slo', 'gpu', 'rollout'] as const;
export type DashboardName = (typeof DASHBOARDS)[number];
