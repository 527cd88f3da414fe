/** The groups that own services, and the one that owns what they share, as every environment knows them. */
export const teams = {
  'group::anti-abuse': { group: 'anti-abuse', receiver: 'anti-abuse' },
  'group::code-creation': { group: 'code-creation', receiver: 'code-creation' },
  'group::code-review': { group: 'code-review', receiver: 'code-review' },
  'group::duo-workflow': { group: 'duo-workflow', receiver: 'duo-workflow' },
  'group::global-search': { group: 'global-search', receiver: 'global-search' },
  'group::runway': { group: 'runway', receiver: 'runway' },
} as const;

/** Where their alerts go: a channel, and a key of the Secret `alertmanager` for those who are on call. */
export const alertReceivers = {
  'anti-abuse': { channel: '#g_anti_abuse_alerts', pager: 'pager-anti-abuse' },
  'code-creation': { channel: '#g_code_creation_alerts', pager: 'pager-code-creation' },
  'code-review': { channel: '#g_code_review_alerts', pager: 'pager-code-review' },
  'duo-workflow': { channel: '#g_duo_workflow_alerts', pager: 'pager-duo-workflow' },
  'global-search': { channel: '#g_global_search_alerts', pager: 'pager-global-search' },
  runway: { channel: '#g_runway_alerts', pager: 'pager-runway' },
} as const;

/** Who hands alerts on, and shows dashboards, alike in every cluster. */
export const alertmanager = {
  namespace: 'monitoring',
  secret: 'alertmanager-receivers',
  fallback: 'group::runway',
} as const;
export const dashboards = { namespace: 'monitoring', selector: { grafana_dashboard: '1' } } as const;
