/** The groups that own services, as every environment knows them. */
export const teams = {
  'group::anti-abuse': { group: 'anti-abuse', receiver: 'anti-abuse' },
  'group::code-creation': { group: 'code-creation', receiver: 'code-creation' },
  'group::code-review': { group: 'code-review', receiver: 'code-review' },
  'group::duo-workflow': { group: 'duo-workflow', receiver: 'duo-workflow' },
  'group::global-search': { group: 'global-search', receiver: 'global-search' },
} as const;

/** Where their alerts go. */
export const alertReceivers = {
  'anti-abuse': { channel: '#g_anti_abuse_alerts' },
  'code-creation': { channel: '#g_code_creation_alerts' },
  'code-review': { channel: '#g_code_review_alerts' },
  'duo-workflow': { channel: '#g_duo_workflow_alerts' },
  'global-search': { channel: '#g_global_search_alerts' },
} as const;
