import { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { cancelRun, resolveNode } from '#server/run/signal-run.ts';
import { listRuns } from '#server/run/list-runs.ts';
import { listRunsInput, resolveBody } from '#server/run/run.schema.ts';
import { describeRun, type RunDescription } from '#server/run/describe-run.ts';
import { listEvents } from '#server/run/list-events.ts';
import { startRun } from '#server/run/start-run.ts';
import { waitForEnd } from '#server/run/wait-for-end.ts';
import { readJson } from '../body.ts';
import { json } from '../respond.ts';
import { streamEvents } from './event-stream.ts';
import { limitQuery, param, readQuery, waitQuery, workflowName } from './input.ts';
import type { RestCall, RestRoute } from './route.ts';

export const runRoutes: readonly RestRoute[] = [
  { method: 'POST', path: '/workflows/{name}/runs', handle: start },
  { method: 'GET', path: '/runs', handle: list },
  { method: 'GET', path: '/runs/{id}', handle: get },
  { method: 'GET', path: '/runs/{id}/events', handle: events },
  { method: 'POST', path: '/runs/{id}/cancel', handle: cancel },
  { method: 'POST', path: '/runs/{id}/nodes/{key}/resolve', handle: resolve },
];

/** Never a document: what runs is what was published. */
const startBody = z.strictObject({
  input: z.unknown().optional(),
  version: z.int().positive().optional(),
  simulated: z.boolean().optional(),
});

async function start(call: RestCall): Promise<Response> {
  const { wait } = readQuery(call, z.strictObject({ wait: waitQuery }));
  const workflow = workflowName(call);
  const { input = {}, ...options } = startBody.parse(await readJson(call.request));
  const idempotencyKey = idempotencyKeyOf(call.request);
  const { id, created } = await startRun(call.deps, call.actor, {
    workflow,
    source: 'published',
    input,
    ...options,
    ...(idempotencyKey ? { idempotencyKey } : {}),
  });
  const url = `${call.deps.env.publicUrl}/runs/${id}`;
  // Nothing has happened to a run that was made a moment ago: there is nothing to read.
  if (created && wait === undefined) return json({ id, status: 'queued', url }, { status: 201 });
  if (wait !== undefined) await waitForEnd(call.deps, id, wait, call.request.signal);
  const { status, output, error } = await describeRun(call.deps, call.actor, { id });
  return json({ id, status, url, ...(wait === undefined ? {} : { output, error }) }, { status: 201 });
}

function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers.get('idempotency-key');
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new FermataError('VALIDATION', 'An Idempotency-Key has 1 to 255 visible ASCII characters.', {
    details: [{ path: ['Idempotency-Key'], message: 'Must be 1 to 255 visible ASCII characters.' }],
  });
}

async function list(call: RestCall): Promise<Response> {
  const query = readQuery(call, listRunsInput.extend({ limit: limitQuery }));
  return json(await listRuns(call.deps, call.actor, query));
}

async function get(call: RestCall): Promise<Response> {
  readQuery(call, z.strictObject({}));
  const run: RunDescription = await describeRun(call.deps, call.actor, { id: param(call, 'id') });
  return json(run);
}

const seqQuery = z.coerce.number().int().min(0).max(1_000_000_000);
const eventsQuery = z.strictObject({ after: seqQuery.optional(), cursor: seqQuery.optional(), limit: limitQuery });

/** `nextCursor` is the `seq` to go on from; `after` and `cursor` mean the same. */
async function events(call: RestCall): Promise<Response> {
  const query = readQuery(call, eventsQuery);
  const after = query.cursor ?? query.after ?? 0;
  const id = param(call, 'id');
  if (call.request.headers.get('accept')?.includes('text/event-stream')) return streamEvents(call, id, after);
  return json(await listEvents(call.deps, call.actor, { id, after, ...(query.limit ? { limit: query.limit } : {}) }));
}

const cancelBody = z.strictObject({ reason: z.string().max(500).optional() });

async function cancel(call: RestCall): Promise<Response> {
  const { reason } = cancelBody.parse(await readJson(call.request));
  const id = param(call, 'id');
  await cancelRun(call.deps, call.actor, { id, ...(reason === undefined ? {} : { reason }) });
  return json({ id, ok: true });
}

async function resolve(call: RestCall): Promise<Response> {
  const body = resolveBody.parse(await readJson(call.request));
  await resolveNode(call.deps, call.actor, { ...body, id: param(call, 'id'), key: param(call, 'key') });
  return json({ ok: true });
}
