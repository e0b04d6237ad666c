import type { WorkflowDocument } from '#core/graph/schema.ts';
import { API_VERSION } from '#core/graph/schema.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { createApi, type Api as Client } from '#scripts/fermata/api.ts';

/** What is measured of the public HTTP API, asked with the client of the command line. */
export class Api {
  readonly #client: Client;

  constructor(url: string, key: string) {
    this.#client = createApi(url, key);
  }

  async publish(document: WorkflowDocument): Promise<void> {
    const path = `/workflows/${document.metadata.name}?publish=true`;
    await this.#client.put(path, JSON.stringify(document), 'application/json');
  }

  /** Starts a run and waits for its end; its id. */
  async runToEnd(workflow: string, input: Json = {}): Promise<string> {
    const { id, status } = await this.#post(`/workflows/${workflow}/runs?wait=30s`, input);
    if (status !== 'succeeded') throw new Error(`The run ${id} of ${workflow}: ${status}`);
    return id;
  }

  async start(workflow: string, input: Json = {}): Promise<string> {
    return (await this.#post(`/workflows/${workflow}/runs`, input)).id;
  }

  async events(runId: string): Promise<RunEvent[]> {
    const { items } = await this.#client.get(`/runs/${runId}/events?limit=100`);
    return items as unknown as RunEvent[];
  }

  /** The events of a run as they come, until it ends. */
  stream(runId: string): AsyncGenerator<RunEvent> {
    return this.#client.events(runId) as AsyncGenerator<JsonObject & RunEvent>;
  }

  async #post(path: string, input: Json): Promise<{ id: string; status: string }> {
    return (await this.#client.post(path, { input, simulated: false })) as { id: string; status: string };
  }
}

interface RunEvent {
  type: string;
  at: string;
}

type Config = Record<string, Json>;

/** A published workflow of nodes of one type between start and end: one after the other, or all at once. */
export function workflowOf(
  name: string,
  order: 'chain' | 'parallel',
  count: number,
  type: string,
  config: Config,
): WorkflowDocument {
  const ids = Array.from({ length: count }, (_, index) => `${type}_${index}`);
  const node = (id: string, kind: string, settings: Config, x: number, y = 0) => ({
    id,
    type: kind,
    position: { x, y },
    config: settings,
  });
  const path = ['start', ...ids, 'done'];
  return {
    apiVersion: API_VERSION,
    kind: 'Workflow',
    metadata: { name, title: name },
    spec: {
      nodes: [
        node('start', 'start', {}, 0),
        ...ids.map((id, index) =>
          order === 'chain' ? node(id, type, config, 300 * (index + 1)) : node(id, type, config, 300, 150 * index),
        ),
        ...(order === 'parallel' ? [node('all', 'merge', {}, 600)] : []),
        node('done', 'end', {}, 300 * (count + 2)),
      ],
      edges:
        order === 'chain'
          ? path.slice(1).map((id, index) => ({ from: path[index] ?? '', to: id }))
          : [
              ...ids.flatMap((id) => [
                { from: 'start', to: id },
                { from: id, to: 'all' },
              ]),
              { from: 'all', to: 'done' },
            ],
    },
  };
}
