import { FermataError } from '#core/errors.ts';

/** Named by effect. What a call may do is checked where it does it, in the services. */
export const PERMISSIONS = [
  'workflow:view',
  'workflow:edit',
  'workflow:publish',
  'workflow:delete',
  'run:view',
  'run:start',
  'run:cancel',
  'run:resolve',
  'run:archive',
  'run:delete',
  'gate:view',
  'gate:decide',
  'member:view',
  'member:manage',
  'key:manage',
  'secret:view',
  'secret:manage',
  'provider:manage',
  'workspace:manage',
  'audit:view',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** From most to least: each role has everything that the ones after it have. */
export const ROLES = ['owner', 'admin', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts. Made only by `resolve-actor` from a session or a key; nothing in it comes from a request's body. */
export interface Actor {
  workspaceId: string;
  user: { id: string; name: string; email: string };
  role: Role;
  /** Orthogonal to the role: may decide gates that name nobody. */
  approver: boolean;
  via: 'session' | 'api-key';
  /** What an API key may do at most; null for a session. */
  scopes: readonly string[] | null;
}

const VIEWER: readonly Permission[] = ['workflow:view', 'run:view', 'gate:view', 'member:view'];
const EDITOR: readonly Permission[] = [
  ...VIEWER,
  'workflow:edit',
  'workflow:publish',
  'run:start',
  'run:cancel',
  'run:resolve',
  'run:archive',
  'secret:view',
];
const ADMIN: readonly Permission[] = [
  ...EDITOR,
  'workflow:delete',
  'run:delete',
  'member:manage',
  'key:manage',
  'secret:manage',
  'provider:manage',
  'workspace:manage',
  'audit:view',
];
const GRANTS: Record<Role, readonly Permission[]> = { viewer: VIEWER, editor: EDITOR, admin: ADMIN, owner: ADMIN };

/** A key never manages people, keys or secrets, whatever its scopes and its owner say. */
export const NEVER_BY_KEY: readonly Permission[] = [
  'member:manage',
  'key:manage',
  'secret:manage',
  'provider:manage',
  'workspace:manage',
];

/** Whether `role` is `least` or above it. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(least);
}

/** Whether a key's scopes leave this effect open; always so for a session. */
export function isInScope(actor: Actor, permission: Permission): boolean {
  if (actor.via === 'session') return true;
  return !NEVER_BY_KEY.includes(permission) && (actor.scopes?.includes(permission) ?? false);
}

export function can(actor: Actor, permission: Permission): boolean {
  const granted = permission === 'gate:decide' ? actor.approver : GRANTS[actor.role].includes(permission);
  return granted && isInScope(actor, permission);
}

export function permissionsOf(actor: Actor): Permission[] {
  return PERMISSIONS.filter((permission) => can(actor, permission));
}

/** @throws FermataError FORBIDDEN, naming the permission. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (can(actor, permission)) return;
  throw new FermataError('FORBIDDEN', `You may not do this: it needs the permission ${permission}.`, {
    details: { permission },
  });
}

/** @throws FermataError FORBIDDEN for an API key: what a person decides about themselves is not for programs. */
export function requireSession(actor: Actor): void {
  if (actor.via === 'session') return;
  throw new FermataError('FORBIDDEN', 'An API key cannot change its person. Sign in to do this.');
}
