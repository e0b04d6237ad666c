import { FermataError } from '#core/errors.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { type RunGraph, compileGraph } from '#core/run/graph.ts';
import { untilAnswered } from '#server/db/database-errors.ts';
import type { Pool } from '#server/db/pool.ts';
import type { GraphSource } from './ports.ts';

const MAX_GRAPHS = 200;

/** Compiled graphs by content. A graph never changes, so the most recently used ones are kept. */
export class GraphCache implements GraphSource {
  readonly #pool: Pool;
  readonly #registry: NodeRegistry;
  readonly #isClosed: () => boolean;
  readonly #graphs = new Map<string, RunGraph>();

  /** `isClosed` ends the waiting for a database that is away. */
  constructor(pool: Pool, registry: NodeRegistry, isClosed: () => boolean = () => false) {
    this.#pool = pool;
    this.#registry = registry;
    this.#isClosed = isClosed;
  }

  async load(workspaceId: string, hash: string): Promise<RunGraph> {
    const name = `${workspaceId}:${hash}`;
    const graph = this.#graphs.get(name) ?? (await this.#compile(workspaceId, hash));
    this.#graphs.delete(name);
    this.#graphs.set(name, graph);
    for (const oldest of this.#graphs.keys()) {
      if (this.#graphs.size <= MAX_GRAPHS) break;
      this.#graphs.delete(oldest);
    }
    return graph;
  }

  async #compile(workspaceId: string, hash: string): Promise<RunGraph> {
    const read = () =>
      this.#pool.query<{ document: WorkflowDocument }>(
        'SELECT document FROM graph_snapshot WHERE workspace_id = $1 AND hash = $2',
        [workspaceId, hash],
      );
    const { rows } = await untilAnswered(read, this.#isClosed);
    if (!rows[0]) throw new FermataError('INTERNAL', 'The workflow version of this run is gone.');
    return compileGraph(rows[0].document, this.#registry);
  }
}
