import { z } from 'zod';
import { approvalStatusSchema, decisionBody } from '#server/approval/approval.schema.ts';
import { decideApproval } from '#server/approval/decide-approval.ts';
import { listApprovalsOf } from '#server/approval/list-approvals.ts';
import { readJson } from '../body.ts';
import { json } from '../respond.ts';
import { DEFAULT_PAGE, limitQuery, param, readQuery } from './input.ts';
import type { RestCall, RestRoute } from './route.ts';

export const approvalRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/approvals', handle: list },
  { method: 'POST', path: '/approvals/{id}/decision', handle: decide },
];

const listQuery = z.strictObject({
  status: approvalStatusSchema.optional(),
  run: z.string().max(64).optional(),
  cursor: z.string().max(64).optional(),
  limit: limitQuery,
});

async function list(call: RestCall): Promise<Response> {
  const { status, run, cursor, limit } = readQuery(call, listQuery);
  const { items, more } = await listApprovalsOf(call.deps, call.actor, {
    status: status ?? null,
    runId: run ?? null,
    after: cursor ?? null,
    limit: limit ?? DEFAULT_PAGE,
  });
  return json({ items, nextCursor: more ? (items.at(-1)?.id ?? null) : null });
}

async function decide(call: RestCall): Promise<Response> {
  const body = decisionBody.parse(await readJson(call.request));
  return json(await decideApproval(call.deps, call.actor, { ...body, id: param(call, 'id') }));
}
