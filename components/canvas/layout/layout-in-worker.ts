import type ELK from 'elkjs/lib/elk-api.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';

let elk: Promise<InstanceType<typeof ELK>> | null = null;

/** Lays a graph out beside the page, so that it stays usable. The engine is fetched with the first graph. */
export async function layoutInWorker(graph: ElkNode): Promise<ElkNode> {
  elk ??= load();
  try {
    return await (await elk).layout(graph);
  } catch (error) {
    // A worker that could not be fetched is asked for again the next time.
    elk = null;
    throw error;
  }
}

async function load(): Promise<InstanceType<typeof ELK>> {
  const { default: Engine } = await import('elkjs/lib/elk-api.js');
  return new Engine({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  });
}
