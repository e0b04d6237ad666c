import type { RouterInputs } from '#components/trpc/types.ts';

export type GrantableRole = RouterInputs['member']['invite']['role'];

/** From most to least: each may do what the ones after it may. */
export const GRANTABLE_ROLES: readonly { value: GrantableRole; label: string; hint: string }[] = [
  { value: 'admin', label: 'Admin', hint: 'manages members' },
  { value: 'editor', label: 'Editor', hint: 'builds, publishes, runs' },
  { value: 'viewer', label: 'Viewer', hint: 'looks' },
];

export function roleLabel(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}
