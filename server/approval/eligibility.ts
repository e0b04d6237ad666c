import { isAtLeast, isInScope, ROLES, type Actor, type Role } from '#server/account/permissions.ts';

/** Whom a gate names. Empty: everybody who is an approver. */
export interface Approvers {
  roles: readonly string[];
  /** User ids or e-mail addresses. */
  users: readonly string[];
}

export interface Candidate {
  user: { id: string; email: string };
  role: Role;
  approver: boolean;
}

/**
 * Whether a person may decide a gate. Naming somebody is the permission; a role stands for the ones above it too, and
 * `approver` for everybody with that flag, whatever their role.
 */
export function isEligible(candidate: Candidate, approvers: Approvers): boolean {
  const { roles, users } = approvers;
  if (roles.length === 0 && users.length === 0) return candidate.approver;
  const { id, email } = candidate.user;
  if (users.some((user) => user === id || user.toLowerCase() === email)) return true;
  return roles.some((role) =>
    role === 'approver' ? candidate.approver : isRole(role) && isAtLeast(candidate.role, role),
  );
}

/** The same for whoever acts: a key also needs the scope. */
export function mayDecide(actor: Actor, approvers: Approvers): boolean {
  return isInScope(actor, 'gate:decide') && isEligible(actor, approvers);
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
