import type { Problem } from '#core/graph/problem.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Deps } from '#server/deps.ts';

/** Nodes that name a secret which this workspace does not have. Every node type calls the field `secret`. */
export async function secretProblems(
  deps: Pick<Deps, 'prisma'>,
  workspaceId: string,
  document: WorkflowDocument,
): Promise<Problem[]> {
  const uses = document.spec.nodes.flatMap((node) => {
    const name = node.config['secret'];
    return typeof name === 'string' && !node.disabled ? [{ node, name }] : [];
  });
  if (uses.length === 0) return [];
  const known = await deps.prisma.secret.findMany({
    where: { workspaceId, name: { in: uses.map(({ name }) => name) } },
    select: { name: true },
  });
  const names = new Set(known.map(({ name }) => name));
  return uses
    .filter(({ name }) => !names.has(name))
    .map(({ node, name }) => ({
      code: 'SECRET_UNKNOWN',
      // No error: a document often comes before its secrets do, and simulated runs open none.
      severity: 'warning' as const,
      message: `${node.title ?? node.id}: there is no secret "${name}". Make it in Settings > Secrets, or choose another one.`,
      nodeId: node.id,
      path: ['config', 'secret'],
    }));
}
