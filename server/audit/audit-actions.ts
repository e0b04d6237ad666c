/** What is written down, as `noun.past`. The list is closed: filters and the page know every one. */
export const AUDIT_ACTIONS = [
  'workspace.changed',
  'member.invited',
  'member.inviteWithdrawn',
  'member.joined',
  'member.changed',
  'member.deactivated',
  'member.reactivated',
  'member.removed',
  'session.opened',
  'session.refused',
  'session.revoked',
  'password.changed',
  'key.created',
  'key.revoked',
  'secret.created',
  'secret.changed',
  'secret.deleted',
  'secret.used',
  'masterKey.rotated',
  'provider.created',
  'provider.changed',
  'provider.deleted',
  'price.changed',
  'workflow.created',
  'workflow.edited',
  'workflow.published',
  'workflow.rolledBack',
  'workflow.archived',
  'workflow.restored',
  'workflow.deleted',
  'run.cancelled',
  'run.resolved',
  'run.redriven',
  'run.dismissed',
  'run.archived',
  'run.restored',
  'run.deleted',
  'approval.voted',
  'approval.decided',
  'access.denied',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an entry is about. */
export const AUDIT_TARGETS = [
  'workspace',
  'member',
  'key',
  'secret',
  'provider',
  'model',
  'workflow',
  'run',
  'approval',
  'request',
] as const;
export type AuditTarget = (typeof AUDIT_TARGETS)[number];

/** What the page offers to look at together: the nouns of the actions in it. */
export const AUDIT_GROUPS = {
  decisions: ['approval'],
  workflows: ['workflow'],
  runs: ['run'],
  people: ['member', 'session', 'password'],
  keys: ['key', 'secret', 'masterKey'],
  settings: ['workspace', 'provider', 'price'],
  denials: ['access'],
} as const satisfies Record<string, readonly Noun[]>;
export type AuditGroup = keyof typeof AUDIT_GROUPS;
type Noun = AuditAction extends `${infer Word}.${string}` ? Word : never;

export function actionsOf(group: AuditGroup): AuditAction[] {
  const nouns: readonly string[] = AUDIT_GROUPS[group];
  return AUDIT_ACTIONS.filter((action) => nouns.includes(action.split('.')[0] ?? ''));
}
