import { concurrencyOf } from '#core/graph/concurrency.ts';
import { durationMs } from '#core/duration.ts';
import { FermataError } from '#core/errors.ts';
import { ExpressionError } from '#core/expr/expression-error.ts';
import { type JsonSchema, validateInput } from '#core/graph/json-schema.ts';
import { only as onlyNode, problemsOfNode } from '#core/graph/only.ts';
import type { Pin, WorkflowDocument } from '#core/graph/schema.ts';
import { problemsIn, upTo } from '#core/graph/up-to.ts';
import { validateWorkflow } from '#core/graph/validate.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { EventOf } from '#core/run/events.ts';
import type { RunStatus } from '#core/run/state.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { storable } from '#server/db/storable.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { hashJson, newId } from '#server/ids.ts';
import type { Concurrency } from '#server/runner/gateway.ts';
import { refuseErrors } from '#server/workflow/publish-workflow.ts';
import {
  findPublished,
  findSnapshot,
  findWorkflow,
  insertSnapshot,
  noVersion,
  type PublishedRow,
  refuseArchived,
  type WorkflowRow,
} from '#server/workflow/workflow-repository.ts';
import { runStatusSchema } from './run.schema.ts';
import { isSimulatedByDefault } from './simulated-default.ts';
import { storeValue } from './store-value.ts';

export interface StartRun {
  workflow: string;
  input: unknown;
  source: 'draft' | 'published';
  /** A published version; absent: the latest. */
  version?: number;
  simulated?: boolean;
  /** Of the draft. */
  revision?: number;
  /** A node of the draft: it and what leads to it are run, and nothing after it. */
  upTo?: string | undefined;
  /** A node of the draft that is run by itself, with what the nodes and maps that it needs put out. */
  only?: { node: string; given: Record<string, Pin> } | undefined;
  /** Unique per workflow: the same key starts one run. */
  idempotencyKey?: string;
  /** -100 to 100; absent: 0. Of the runs that wait for a free place, the highest starts first. */
  priority?: number;
}

export interface StartedRun {
  id: string;
  status: RunStatus;
  /** False when the idempotency key had started it before. */
  created: boolean;
}

const DEFAULT_MAX_NODE_RUNS = 10_000;
const UNIQUE_VIOLATION = '23505';

/**
 * Starts a run: its row, its first event and its first segment come into being together or not at all.
 * Whoever repeats a request is told the id and the status again, with no more rights than the first time.
 * @throws FermataError VALIDATION with the path of every input that does not fit; NOT_PUBLISHED; INVALID_WORKFLOW;
 * CONFLICT for a stale draft revision or an archived workflow; IDEMPOTENCY_MISMATCH for a key that came with another request; RATE_LIMITED when
 * too many runs wait for a free place: nothing is stored then.
 */
export async function startRun(deps: Deps, actor: Actor, request: StartRun): Promise<StartedRun> {
  requirePermission(actor, 'run:start');
  const workflow =
    request.source === 'draft'
      ? await findWorkflow(deps, actor, request.workflow)
      : await findPublished(deps, actor, request.workflow, request.version ?? null);
  refuseArchived(workflow);
  const given = storable(request.input);
  const requestHash = hashJson({
    input: given,
    source: request.source,
    version: request.version ?? null,
    simulated: request.simulated ?? null,
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    ...(request.upTo === undefined ? {} : { upTo: request.upTo }),
    ...(request.only === undefined ? {} : { only: request.only }),
  });
  const { idempotencyKey } = request;
  const before = idempotencyKey ? await findStarted(deps, workflow.id, idempotencyKey, requestHash) : null;
  if (before) return before;

  const { document, version, graphHash } = await pinnedDocument(deps, actor, workflow, request);
  const input = checkInput(document, given);
  const concurrency = checkConcurrency(document, input);
  const simulated = request.simulated ?? (await isSimulatedByDefault(deps, actor.workspaceId, document));
  const id = newId();
  try {
    await withTransaction(deps.pool, async (client) => {
      await deps.gateway.start(client, {
        id,
        workspaceId: actor.workspaceId,
        workflowId: workflow.id,
        workflowName: workflow.name,
        version,
        graphHash: graphHash ?? (await insertSnapshot(client, actor.workspaceId, document)),
        input: await storeValue(client, id, input),
        simulated,
        trigger: triggerOf(actor, request.source),
        limits: limitsOf(document),
        priority: request.priority ?? 0,
        ...(concurrency ? { concurrency } : {}),
        ...(idempotencyKey ? { idempotencyKey, requestHash } : {}),
      });
    });
  } catch (error) {
    // Another request with the same key was faster: its run is the answer.
    const raced = idempotencyKey && isUniqueViolation(error);
    const winner = raced ? await findStarted(deps, workflow.id, idempotencyKey, requestHash) : null;
    if (!winner) throw error;
    return winner;
  }
  return { id, status: 'queued', created: true };
}

async function findStarted(
  deps: Deps,
  workflowId: string,
  idempotencyKey: string,
  requestHash: string,
): Promise<StartedRun | null> {
  const { rows } = await deps.pool.query<{ id: string; status: string; requestHash: string }>({
    name: 'started_run',
    text: `SELECT id, status, request_hash AS "requestHash" FROM run WHERE workflow_id = $1 AND idempotency_key = $2`,
    values: [workflowId, idempotencyKey],
  });
  const [run] = rows;
  if (!run) return null;
  const { id, status } = run;
  if (run.requestHash === requestHash) return { id, status: runStatusSchema.parse(status), created: false };
  throw new FermataError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used before, with another request.', {
    details: { id },
  });
}

interface Pinned {
  document: WorkflowDocument;
  version: number | null;
  /** Null for a draft: its snapshot is made with the run. */
  graphHash: string | null;
}

async function pinnedDocument(
  deps: Deps,
  actor: Actor,
  workflow: WorkflowRow | PublishedRow,
  request: StartRun,
): Promise<Pinned> {
  if ('draft' in workflow) {
    if (request.revision !== undefined && request.revision !== workflow.revision) {
      throw new FermataError('CONFLICT', 'Somebody changed the draft meanwhile. Look at it again before running it.', {
        details: { revision: workflow.revision },
      });
    }
    return { document: testedPart(workflow.draft, request), version: null, graphHash: null };
  }
  const { title, version, graphHash } = workflow;
  if (version === null) {
    throw new FermataError('NOT_PUBLISHED', `"${title}" has no published version yet. Publish it first.`);
  }
  if (graphHash === null) throw noVersion();
  return { document: await findSnapshot(deps, actor.workspaceId, graphHash), version, graphHash };
}

/** The draft, its part up to a node, or one node by itself. Only what is wrong with that part keeps it from being run. */
function testedPart(draft: WorkflowDocument, request: Pick<StartRun, 'upTo' | 'only'>): WorkflowDocument {
  const problems = validateWorkflow(draft, nodeDefinitions);
  if (request.only) {
    const { node, given } = request.only;
    const part = onlyNode(draft, nodeDefinitions, node, storable(given) as typeof given);
    if (!part) throw noNode('only', node);
    refuseErrors(problemsOfNode(draft, node, problems), 'run');
    return part;
  }
  const { upTo: lastNode } = request;
  const part = lastNode === undefined ? draft : upTo(draft, nodeDefinitions, lastNode);
  if (!part) throw noNode('upTo', lastNode);
  refuseErrors(part === draft ? problems : problemsIn(part, problems), 'run');
  return part;
}

function noNode(field: string, nodeId: string | undefined): FermataError {
  return new FermataError('VALIDATION', `The draft has no node "${nodeId}" that could be tested.`, {
    details: [{ path: [field], message: 'This node is not there, or nothing but the beginning.' }],
  });
}

/** The input with defaults filled in. */
function checkInput(document: WorkflowDocument, input: Json): Json {
  const checked = validateInput((document.spec.input ?? {}) as JsonSchema & JsonObject, input);
  if (checked.ok) return checked.value;
  throw new FermataError('VALIDATION', 'The input does not fit what the workflow asks for.', {
    details: checked.errors,
  });
}

const MAX_KEY_CHARS = 500;

/** How many runs like this one may be under way. */
export function checkConcurrency(document: WorkflowDocument, input: Json): Concurrency | null {
  try {
    const concurrency = concurrencyOf(document, input);
    if ((concurrency?.key?.length ?? 0) <= MAX_KEY_CHARS) return concurrency;
  } catch (cause) {
    if (!ExpressionError.is(cause)) throw cause;
    throw keyRefused(cause.message, cause);
  }
  throw keyRefused(`it has more than ${MAX_KEY_CHARS} characters`);
}

function keyRefused(reason: string, cause?: unknown): FermataError {
  return new FermataError('VALIDATION', `The concurrency key cannot be made from this input: ${reason}.`, {
    details: [{ path: ['spec', 'concurrency', 'key'], message: reason }],
    cause,
  });
}

function triggerOf(actor: Actor, source: StartRun['source']): EventOf<'run.created'>['trigger'] {
  const kind = actor.via === 'api-key' ? 'api' : source === 'draft' ? 'test' : 'manual';
  return { kind, by: { id: actor.user.id, name: actor.user.name } };
}

function limitsOf(document: WorkflowDocument): EventOf<'run.created'>['limits'] {
  const limits = document.spec.limits;
  return {
    maxNodeRuns: limits?.maxNodeRuns ?? DEFAULT_MAX_NODE_RUNS,
    timeoutMs: limits?.timeout === undefined ? null : durationMs(limits.timeout),
    tokens: limits?.tokens ?? null,
    costUsd: limits?.cost ?? null,
  };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
