import { z } from 'zod';
import { cancelRun, resolveNode } from '#server/run/signal-run.ts';
import { listRuns } from '#server/run/list-runs.ts';
import { redriveRun } from '#server/run/redrive-run.ts';
import { listRunsInput, prioritySchema, redriveBody, resolveBody } from '#server/run/run.schema.ts';
import { describeRun } from '#server/run/describe-run.ts';
import { startRun } from '#server/run/start-run.ts';
import { waitForEnd } from '#server/run/wait-for-end.ts';
import { idempotencyHeaders, limitQuery, nameParam, runParam, waitQuery } from './input.ts';
import { runIdExample } from './openapi/examples.ts';
import { defineRoute, jsonBody } from './route.ts';
import { runAnswer, runList, startAnswer } from './run-answers.schema.ts';
import { runEvents } from './run-events.ts';

/** Never a document: what runs is what was published. */
const startBody = z.strictObject({
  input: z.unknown().optional().describe('Fits the input schema of the workflow; {} when absent.'),
  version: z.int().positive().optional().describe('A published version; the latest when absent.'),
  simulated: z.boolean().optional().describe('Nothing leaves the machine; agents and http nodes answer by themselves.'),
  priority: prioritySchema
    .optional()
    .describe('Of the runs that wait for a free place, the highest starts first; 0 when absent.'),
});

const start = defineRoute({
  method: 'POST',
  path: '/workflows/{name}/runs',
  operationId: 'startRun',
  tag: 'Runs',
  summary: 'Start a run of the published workflow',
  description:
    'With an Idempotency-Key it starts once; the same key with another body is IDEMPOTENCY_MISMATCH. Waiting reads the ' +
    'run: it needs `run:view` as well. Where the workflow or the workspace bounds how many runs are under way, the run ' +
    'is queued until there is a free place; when too many wait, the answer is RATE_LIMITED with Retry-After, and ' +
    'nothing is stored.',
  scopes: ['run:start'],
  errors: ['NOT_PUBLISHED', 'IDEMPOTENCY_MISMATCH', 'NOT_FOUND', 'RATE_LIMITED'],
  params: nameParam,
  query: z.strictObject({ wait: waitQuery }),
  headers: idempotencyHeaders,
  body: jsonBody(startBody, { input: { amount: 120 } }),
  answer: {
    status: 201,
    description: 'The run, by its id.',
    schema: startAnswer,
    example: { id: runIdExample, status: 'queued', url: `https://fermata.example.org/runs/${runIdExample}` },
  },
  handle: async ({ deps, actor, request, params, query: { wait }, headers, body, reply }) => {
    const { input = {}, ...options } = body;
    const idempotencyKey = headers['Idempotency-Key'];
    const started = await startRun(deps, actor, {
      workflow: params.name,
      source: 'published',
      input,
      ...options,
      ...(idempotencyKey ? { idempotencyKey } : {}),
    });
    const { id } = started;
    const url = `${deps.env.publicUrl}/runs/${id}`;
    if (wait === undefined) return reply({ id, status: started.status, url });
    const { status, output, error } = await waitForEnd(deps, actor, id, wait, request.signal);
    return reply({ id, status, url, output, error });
  },
});

const list = defineRoute({
  method: 'GET',
  path: '/runs',
  operationId: 'listRuns',
  tag: 'Runs',
  summary: 'Runs, the newest first',
  scopes: ['run:view'],
  errors: [],
  query: listRunsInput.extend({ limit: limitQuery }),
  answer: { description: 'A page of runs.', schema: runList },
  handle: async ({ deps, actor, query, reply }) => reply(await listRuns(deps, actor, query)),
});

const get = defineRoute({
  method: 'GET',
  path: '/runs/{id}',
  operationId: 'getRun',
  tag: 'Runs',
  summary: 'One run with its nodes and what it waits for',
  description: 'With `gate:view` also the approvals that it waits for.',
  scopes: ['run:view'],
  errors: [],
  params: runParam,
  answer: { description: 'The run.', schema: runAnswer },
  handle: async ({ deps, actor, params, reply }) => reply(await describeRun(deps, actor, params)),
});

const redrive = defineRoute({
  method: 'POST',
  path: '/runs/{id}/redrive',
  operationId: 'redriveRun',
  tag: 'Runs',
  summary: 'Go on from a finished run in a new one',
  description:
    'The new run has the same version and input, carries what ended well, and does again the node of `from`, what ' +
    'failed or was cut off, and all that follows, with the idempotency keys of the first run. Because these are the ' +
    'same, only one run at a time goes on from a first run: until that one has ended (see `details.id`), the answer is ' +
    'CONFLICT, as it is for a run that has not ended itself.',
  scopes: ['run:start'],
  errors: ['CONFLICT', 'NOT_FOUND', 'RATE_LIMITED'],
  params: runParam,
  body: jsonBody(redriveBody, { from: 'publish' }),
  answer: {
    status: 201,
    description: 'The new run, by its id.',
    schema: startAnswer,
    example: { id: runIdExample, status: 'queued', url: `https://fermata.example.org/runs/${runIdExample}` },
  },
  handle: async ({ deps, actor, params, body, reply }) => {
    const { id } = await redriveRun(deps, actor, { ...params, ...body });
    return reply({ id, status: 'queued', url: `${deps.env.publicUrl}/runs/${id}` });
  },
});

const cancel = defineRoute({
  method: 'POST',
  path: '/runs/{id}/cancel',
  operationId: 'cancelRun',
  tag: 'Runs',
  summary: 'Stop a run',
  description: 'Twice is fine, and so is a run that has ended.',
  scopes: ['run:cancel'],
  errors: [],
  params: runParam,
  body: jsonBody(z.strictObject({ reason: z.string().max(500).optional() }), { reason: 'Ordered twice' }),
  answer: {
    description: 'It stops; `status` of the run says when it has.',
    schema: z.strictObject({ id: z.uuid(), ok: z.literal(true) }),
    example: { id: runIdExample, ok: true },
  },
  handle: async ({ deps, actor, params: { id }, body: { reason }, reply }) => {
    await cancelRun(deps, actor, { id, ...(reason === undefined ? {} : { reason }) });
    return reply({ id, ok: true });
  },
});

const resolve = defineRoute({
  method: 'POST',
  path: '/runs/{id}/nodes/{key}/resolve',
  operationId: 'resolveNode',
  tag: 'Runs',
  summary: 'Say what happened to a node with an unknown outcome',
  description:
    'A node whose process died while it did something that cannot be repeated safely waits for this: ' +
    '`happened` (with its output), `retry`, or `fail`.',
  scopes: ['run:resolve'],
  errors: ['CONFLICT', 'NOT_FOUND'],
  params: runParam.extend({ key: z.string().min(1).max(500).describe('execution') }),
  body: jsonBody(resolveBody, { how: 'happened', output: { status: 201 }, reason: 'The payment is on the statement.' }),
  answer: { description: 'The run goes on.', schema: z.strictObject({ ok: z.literal(true) }), example: { ok: true } },
  handle: async ({ deps, actor, params, body, reply }) => {
    await resolveNode(deps, actor, { ...body, ...params });
    return reply({ ok: true });
  },
});

export const runRoutes = [start, list, get, runEvents, redrive, cancel, resolve];
