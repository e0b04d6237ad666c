import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Json, Stored } from '#core/json.ts';
import { compileGraph, type RunGraph } from '#core/run/graph.ts';
import { applyEvent, initialState } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { Actor } from '#server/account/permissions.ts';
import type { Pool } from '#server/db/pool.ts';
import type { Deps } from '#server/deps.ts';
import { findSnapshot } from '#server/workflow/workflow-repository.ts';
import { findRun, readArtifacts, readEvents, readSnapshotState, refsOf, type RunRow } from './run-repository.ts';

const PAGE = 2_000;

export interface LoadedRun {
  run: RunRow;
  document: WorkflowDocument;
  graph: RunGraph;
  state: RunState;
}

/**
 * A run as it is now: the fold of its journal over its pinned document.
 * @throws FermataError NOT_FOUND
 */
export async function loadRun(deps: Pick<Deps, 'prisma' | 'pool'>, actor: Actor, id: string): Promise<LoadedRun> {
  const run = await findRun(deps, actor, id);
  const document = await findSnapshot(deps, run.workspaceId, run.graphHash);
  const graph = graphOf(document);
  return { run, document, graph, state: await foldRun(deps.pool, run.id, graph) };
}

const graphs = new WeakMap<WorkflowDocument, RunGraph>();

/** Compiled once for as long as the document is remembered. */
function graphOf(document: WorkflowDocument): RunGraph {
  const graph = graphs.get(document) ?? compileGraph(document, nodeDefinitions);
  graphs.set(document, graph);
  return graph;
}

async function foldRun(pool: Pool, runId: string, graph: RunGraph): Promise<RunState> {
  const state = (await readSnapshotState(pool, runId)) ?? initialState();
  for (;;) {
    const events = await readEvents(pool, runId, state.seq, PAGE);
    for (const event of events) applyEvent(graph, state, event);
    if (events.length < PAGE) return state;
  }
}

/** Loads what the given values refer to, and gives a function that reads them all. */
export async function resolverFor(
  pool: Pool,
  runId: string,
  stored: Iterable<Stored | undefined>,
): Promise<(value: Stored) => Json> {
  const artifacts = await readArtifacts(pool, runId, refsOf(stored));
  return (value) => ('ref' in value ? (artifacts.get(value.ref) ?? null) : value.value);
}
