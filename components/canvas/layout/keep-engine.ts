import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { LayoutEngine } from './layout-nodes.ts';

interface Engine {
  layout: LayoutEngine;
  /** Rejects when it will not answer any more. */
  broken: Promise<never>;
  stop(): void;
}

/**
 * Starts an engine with the first graph and keeps it for those that come. One that failed is stopped, so that nothing
 * goes on in it, and whatever else waits for its answer fails too; the next graph has a new one.
 */
export function keepEngine(start: () => Promise<Engine>): LayoutEngine {
  let kept: Promise<Engine> | null = null;
  return async (graph: ElkNode) => {
    const starting = (kept ??= start().then(stoppable));
    try {
      const engine = await starting;
      return await Promise.race([engine.layout(graph), engine.broken]);
    } catch (error) {
      if (kept === starting) kept = null;
      starting.then(({ stop }) => stop()).catch(() => undefined);
      throw error;
    }
  };
}

/** A stopped engine answers nobody: who still waits is told. */
function stoppable({ layout, broken, stop }: Engine): Engine {
  const stopped = Promise.withResolvers<never>();
  const over = Promise.race([broken, stopped.promise]);
  // It may break while nobody waits for it.
  over.catch(() => undefined);
  return {
    layout,
    broken: over,
    stop: () => {
      stop();
      stopped.reject(new Error('The layout was stopped.'));
    },
  };
}
