import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { keepEngine } from './keep-engine.ts';

/** Lays a graph out beside the page, so that it stays usable. The engine is fetched with the first graph. */
export const layoutInWorker: (graph: ElkNode) => Promise<ElkNode> = keepEngine(async () => {
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const worker = new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url));
  const elk = new Elk({ workerFactory: () => worker });
  return {
    layout: (graph) => elk.layout(graph),
    // A worker that could not be fetched never answers; this is all it says.
    broken: new Promise((_resolve, reject) => {
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    }),
    stop: () => elk.terminateWorker(),
  };
});
