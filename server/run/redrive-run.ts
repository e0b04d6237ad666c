import { FermataError } from '#core/errors.ts';
import type { Json, Stored } from '#core/json.ts';
import { compileGraph } from '#core/run/graph.ts';
import type { Carried, EventOf, RunEvent } from '#core/run/events.ts';
import { carryOver } from '#core/run/redrive.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { newId, notFound } from '#server/ids.ts';
import { findSnapshot, findWorkflow, refuseArchived } from '#server/workflow/workflow-repository.ts';
import { resolverFor } from './load-run.ts';
import { findRun, readAllEvents, refsOf, type RunRow } from './run-repository.ts';
import { checkConcurrency } from './start-run.ts';
import { runTarget } from './run-target.ts';

/**
 * Starts a new run that goes on from a finished one: same version, same input, same idempotency keys. What it does
 * again and what it carries is in `carryOver`.
 * @param input `from`: key of the execution to begin at; absent: what failed or was cut off.
 * @throws FermataError CONFLICT for a run that has not ended, or while another run goes on from it or from the same
 * first run; VALIDATION for a `from` that cannot be; RATE_LIMITED when too many runs wait for a free place.
 */
export async function redriveRun(
  deps: Deps,
  actor: Actor,
  input: { id: string; from?: string | undefined },
): Promise<{ id: string }> {
  requirePermission(actor, 'run:start');
  const run = await findRun(deps, actor, input.id);
  const workflow = await findWorkflow(deps, actor, run.workflow.name);
  refuseArchived(workflow);
  const document = await findSnapshot(deps, actor.workspaceId, run.graphHash);
  const events = await readAllEvents(deps.pool, run.id);
  const carried = carryOver(compileGraph(document, nodeDefinitions), events, input.from ?? null);
  const created = createdOf(events);
  const concurrency = checkConcurrency(document, await inputOf(deps, run.id, created));
  const firstRunId = created.firstRunId ?? run.id;
  const id = newId();
  return withTransaction(deps.pool, async (client) => {
    await lockUnlessRunning(client, run, firstRunId);
    const copy = await copyArtifacts(client, run.id, id, created.input, carried);
    await deps.gateway.start(client, {
      id,
      workspaceId: actor.workspaceId,
      workflowId: workflow.id,
      workflowName: workflow.name,
      version: run.version,
      graphHash: run.graphHash,
      input: copy.input,
      simulated: run.simulated,
      trigger: { kind: actor.via === 'api-key' ? 'api' : 'manual', by: { id: actor.user.id, name: actor.user.name } },
      limits: created.limits,
      ...(concurrency ? { concurrency } : {}),
      redrive: { of: run.id, firstRunId, carried: copy.carried },
    });
    await recordAudit(deps, client, actor, {
      action: 'run.redriven',
      target: runTarget(run.id, run.workflow.title),
      details: { run: id, from: input.from ?? null },
    });
    return { id };
  });
}

function createdOf([first]: readonly RunEvent[]): EventOf<'run.created'> {
  if (first?.type !== 'run.created') throw new FermataError('INTERNAL', 'The run has no first event.');
  return first;
}

async function inputOf(deps: Deps, runId: string, { input }: EventOf<'run.created'>): Promise<Json> {
  const resolve = await resolverFor(deps.pool, runId, [input]);
  return resolve(input);
}

/**
 * Two runs with the same idempotency keys at the same time would each be told of the other's effects as their own. All
 * that go on from one first run have the same, however they follow from each other.
 */
async function lockUnlessRunning(client: PoolClient, run: RunRow, firstRunId: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('fermata redrive ' || $1, 0))`, [firstRunId]);
  // It stays until its large values are copied.
  const locked = await client.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [run.id]);
  if (locked.rowCount === 0) throw notFound('run');
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM run WHERE phase IN ('queued', 'active', 'parked') AND workspace_id = $1 AND first_run_id = $2 LIMIT 1`,
    [run.workspaceId, firstRunId],
  );
  if (!rows[0]) return;
  throw new FermataError(
    'CONFLICT',
    `It is being run again already, as run ${rows[0].id.slice(-4)}. Wait for the end of that one, or stop it.`,
    { details: { id: rows[0].id } },
  );
}

/** Gives the new run its own large values, so that the old one can be deleted. */
async function copyArtifacts(
  client: PoolClient,
  from: string,
  to: string,
  input: Stored,
  carried: Carried,
): Promise<{ input: Stored; carried: Carried }> {
  const stored = carried.executions.flatMap((one) => [one.config, one.status === 'succeeded' ? one.output : undefined]);
  const names = new Map(refsOf([input, ...stored]).map((ref) => [ref, newId()]));
  const renamed = (value: Stored): Stored =>
    'ref' in value ? { ...value, ref: names.get(value.ref) ?? value.ref } : value;
  if (names.size > 0) {
    await client.query(
      `INSERT INTO artifact (id, run_id, bytes, value)
       SELECT n.new, $2, a.bytes, a.value FROM unnest($3::uuid[], $4::uuid[]) AS n(old, new)
       JOIN artifact a ON a.id = n.old AND a.run_id = $1`,
      [from, to, [...names.keys()], [...names.values()]],
    );
  }
  const executions = carried.executions.map((one) => ({
    ...one,
    ...(one.config && { config: renamed(one.config) }),
    ...(one.status === 'succeeded' && { output: renamed(one.output) }),
  }));
  return { input: renamed(input), carried: { ...carried, executions: executions as Carried['executions'] } };
}
