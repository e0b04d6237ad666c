import type { WorkflowDocument } from '#core/graph/schema.ts';
import { API_VERSION } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';

/** The public HTTP API, as another program would use it. */
export class Api {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = `${url}/api/v1`;
    this.#key = key;
  }

  async publish(document: WorkflowDocument): Promise<void> {
    await this.#call('PUT', `/workflows/${document.metadata.name}?publish=true`, document);
  }

  /** Starts a run and waits for its end; its id. */
  async runToEnd(workflow: string, input: Json = {}): Promise<string> {
    const response = await this.#call('POST', `/workflows/${workflow}/runs?wait=30s`, { input, simulated: false });
    const { id, status } = (await response.json()) as { id: string; status: string };
    if (status !== 'succeeded') throw new Error(`The run ${id} of ${workflow}: ${status}`);
    return id;
  }

  async start(workflow: string, input: Json = {}): Promise<string> {
    const response = await this.#call('POST', `/workflows/${workflow}/runs`, { input, simulated: false });
    return ((await response.json()) as { id: string }).id;
  }

  async events(runId: string): Promise<{ type: string; at: string }[]> {
    const response = await this.#call('GET', `/runs/${runId}/events?limit=100`);
    return ((await response.json()) as { items: { type: string; at: string }[] }).items;
  }

  /** The events of a run as they come, until it ends. */
  async *stream(runId: string): AsyncGenerator<{ type: string; at: string }> {
    const response = await this.#call('GET', `/runs/${runId}/events`, undefined, { accept: 'text/event-stream' });
    let text = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const messages = (text + piece).split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (data) yield JSON.parse(data) as { type: string; at: string };
      }
    }
  }

  async #call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
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
