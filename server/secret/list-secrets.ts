import type { z } from 'zod';
import { personsById } from '#server/account/members.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import type { secretSchema } from './secret.schema.ts';
import { usesOfSecrets } from './secret-uses.ts';

/** The secrets of the workspace, by name: everything but their values, which nobody is ever shown again. */
export async function listSecrets(
  deps: Pick<Deps, 'pool' | 'prisma'>,
  actor: Actor,
): Promise<z.infer<typeof secretSchema>[]> {
  requirePermission(actor, 'secret:view');
  const { workspaceId } = actor;
  const [rows, usesOf] = await Promise.all([
    deps.prisma.secret.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } }),
    usesOfSecrets(deps.pool, workspaceId),
  ]);
  const person = await personsById(
    deps,
    rows.map((row) => row.createdBy),
  );
  return rows.map(({ id, name, description, hosts, version, ...row }) => ({
    id,
    name,
    description,
    hosts,
    version,
    createdBy: person(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    usedBy: usesOf(name),
  }));
}
