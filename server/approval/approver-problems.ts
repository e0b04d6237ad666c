import { z } from 'zod';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Problem } from '#core/graph/problem.ts';
import { definitionOf } from '#core/node/define.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { memberCandidates } from './candidates.ts';
import type { Deps } from '#server/deps.ts';
import { isEligible } from './eligibility.ts';

/** What the control kind `gate` means by its config, whatever node type has that kind. */
const gateConfig = z.object({
  approvers: z
    .object({
      roles: z.array(z.string()).default([]),
      users: z.array(z.string()).default([]),
      required: z.int().positive().default(1),
    })
    .prefault({}),
});

/** Gates that nobody, or too few people of this workspace, could ever decide. */
export async function approverProblems(
  deps: Pick<Deps, 'prisma'>,
  workspaceId: string,
  document: WorkflowDocument,
): Promise<Problem[]> {
  const gates = document.spec.nodes.filter((node) => definitionOf(nodeDefinitions, node.type)?.control === 'gate');
  if (gates.length === 0) return [];
  const candidates = await memberCandidates(deps, workspaceId);
  return gates.flatMap((node) => {
    const parsed = gateConfig.safeParse(node.config);
    // A config that does not parse is a problem of its own.
    if (!parsed.success) return [];
    const { approvers } = parsed.data;
    const eligible = candidates.filter((candidate) => isEligible(candidate, approvers)).length;
    if (eligible >= approvers.required) return [];
    return [
      {
        code: 'APPROVERS_SHORT',
        severity: 'error' as const,
        message: `${node.title ?? node.id}: ${approvers.required} needed, ${eligible} can decide.`,
        nodeId: node.id,
        path: ['config', 'approvers'],
      },
    ];
  });
}
