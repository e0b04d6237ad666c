import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import { neededRefs } from '#core/run/context.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId } from '#server/ids.ts';
import { loadRun, resolverFor } from '#server/run/load-run.ts';
import { decisionSchema, type ApprovalOutput } from './approval.schema.ts';
import { memberCandidates } from './candidates.ts';
import { consequencesOf } from './consequences.ts';
import { foundBefore, withOutputs } from './gate-context.ts';
import { approvalInclude, type ApprovalRow, toListItem } from './list-approvals.ts';
import { applyEdits } from './payload.ts';

/** Everything that somebody needs to see before they decide, and afterwards who decided what. */
export async function getApproval(deps: Deps, actor: Actor, input: { id: string }): Promise<ApprovalOutput> {
  const { row, loaded, found, resolve, editable, values } = await loadGate(deps, actor, input.id);
  const candidates = await memberCandidates(deps, actor.workspaceId);
  return {
    ...toListItem(row, actor, candidates),
    nodeId: row.nodeId,
    editable,
    values,
    comment: row.comment,
    payloadHash: row.payloadHash,
    history: historyOf(row),
    consequences: consequencesOf(loaded, gateOf(row, values ?? editable), resolve),
    context: withOutputs(found, resolve),
  };
}

/**
 * What each answer would lead to with these edits in place.
 * @throws FermataError VALIDATION for a field that the gate does not offer, or of another type than was proposed
 */
export async function previewApproval(
  deps: Deps,
  actor: Actor,
  input: { id: string; values: Record<string, unknown> },
): Promise<ApprovalOutput['consequences']> {
  const { row, loaded, resolve, editable, values } = await loadGate(deps, actor, input.id);
  return consequencesOf(loaded, gateOf(row, applyEdits(values ?? editable, input.values).values), resolve);
}

function gateOf(row: ApprovalRow, values: JsonObject) {
  return { key: row.key, nodeId: row.nodeId, canExpire: row.dueAt !== null, values };
}

async function loadGate(deps: Deps, actor: Actor, id: string) {
  requirePermission(actor, 'gate:view');
  const row = await deps.prisma.approval.findFirst({
    where: { id: requireId(id, 'approval'), workspaceId: actor.workspaceId },
    include: approvalInclude,
  });
  if (!row) throw notFound('approval');
  const loaded = await loadRun(deps, actor, row.runId);
  const found = foundBefore(loaded.graph, loaded.state, row.key);
  const resolve = await resolverFor(deps.pool, row.runId, [
    ...neededRefs(loaded.state).map((ref) => ({ ref, bytes: 0 })),
    ...found.map((entry) => entry.output),
  ]);
  const written = loaded.graph.nodes.get(row.nodeId)?.config['editable'];
  const editable = inOrderOf(written, row.editable as JsonObject);
  const values = row.values === null ? null : inOrderOf(written, row.values as JsonObject);
  return { row, loaded, found, resolve, editable, values };
}

/** The database sorts keys its own way; people see fields in the order in which the workflow has them. */
function inOrderOf(written: Json | undefined, values: JsonObject): JsonObject {
  const order = isJsonObject(written) ? Object.keys(written) : [];
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => rank(a) - rank(b)));
}

function historyOf(row: ApprovalRow): ApprovalOutput['history'] {
  return row.votes.map((vote) => ({
    name: vote.name,
    email: vote.email,
    decision: decisionSchema.parse(vote.decision),
    comment: vote.comment,
    values: vote.values as JsonObject,
    at: vote.at.toISOString(),
    discarded: vote.discarded,
  }));
}
