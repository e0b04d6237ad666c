import type { RouterInputs } from '#components/trpc/types.ts';

export type Scope = RouterInputs['key']['create']['scopes'][number];

export interface ScopeGroup {
  id: string;
  label: string;
  hint: string;
  scopes: readonly Scope[];
}

/** What a key may do, in words; each is chosen as a whole. */
export const SCOPE_GROUPS: readonly ScopeGroup[] = [
  {
    id: 'read',
    label: 'Read',
    hint: 'Workflows, runs, approvals and members.',
    scopes: ['workflow:view', 'run:view', 'gate:view', 'member:view'],
  },
  {
    id: 'run',
    label: 'Run',
    hint: 'Start, stop, resolve and clear away runs.',
    scopes: ['run:start', 'run:cancel', 'run:resolve', 'run:archive', 'run:delete'],
  },
  {
    id: 'decide',
    label: 'Decide',
    hint: 'Answer approvals in your name.',
    scopes: ['gate:decide'],
  },
  {
    id: 'build',
    label: 'Build',
    hint: 'Change, publish and clear away workflows; see the names of secrets.',
    scopes: ['workflow:edit', 'workflow:publish', 'workflow:delete', 'secret:view'],
  },
  { id: 'audit', label: 'Audit', hint: 'Read the audit log.', scopes: ['audit:view'] },
];

/** The groups a person may give to a key, each with only what they may do themselves. */
export function grantableGroups(permissions: readonly string[]): ScopeGroup[] {
  return SCOPE_GROUPS.map((group) => ({
    ...group,
    scopes: group.scopes.filter((scope) => permissions.includes(scope)),
  })).filter((group) => group.scopes.length > 0);
}

/** A key's scopes as the names of their groups. */
export function scopeWords(scopes: readonly string[]): string {
  const held = SCOPE_GROUPS.filter((group) => group.scopes.some((scope) => scopes.includes(scope)));
  return held.map((group) => group.label).join(', ') || 'Nothing';
}
