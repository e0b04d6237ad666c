import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

/** Something to say to the person at the terminal, without a stack. */
export class CliError extends Error {}

/** An answer of the server that refuses. */
export class ApiError extends CliError {
  readonly code: string;
  readonly details: Json;

  constructor(code: string, message: string, details: Json) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export interface Api {
  get(path: string): Promise<JsonObject>;
  post(path: string, body: JsonObject): Promise<JsonObject>;
  /** Any text of any media type; the answer as JSON. */
  put(path: string, text: string, mediaType: string): Promise<JsonObject>;
  getText(path: string, accept: string): Promise<string>;
  /** The events of a run until it ends; a broken connection is taken up where it was. */
  events(runId: string): AsyncGenerator<JsonObject>;
}

const RETRY_MS = 1_000;
const MAX_RETRIES = 30;

/** The public HTTP API and nothing else: whatever this can do, any program can. */
export function createApi(url: string, key: string): Api {
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${key}`, ...init.headers };
    const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers }).catch((cause: unknown) => {
      throw new CliError(`Fermata does not answer at ${url}. Is it running there?`, { cause });
    });
    if (!answer.ok) throw await refusal(answer, url);
    return answer;
  };
  return {
    get: async (path) => readObject(await send(path)),
    post: async (path, body) =>
      readObject(
        await send(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    put: async (path, text, mediaType) =>
      readObject(await send(path, { method: 'PUT', headers: { 'content-type': mediaType }, body: text })),
    getText: async (path, accept) => (await send(path, { headers: { accept } })).text(),
    events: async function* (runId) {
      let last = 0;
      for (let retries = 0; retries < MAX_RETRIES; retries += 1) {
        const headers = { accept: 'text/event-stream', 'last-event-id': String(last) };
        try {
          for await (const event of readEvents(await send(`/runs/${runId}/events`, { headers }))) {
            yield event;
            retries = 0;
            last = Number(event['seq']);
            if (/^run\.(succeeded|failed|cancelled)$/.test(String(event['type']))) return;
          }
        } catch (error) {
          if (error instanceof ApiError) throw error;
        }
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
      throw new CliError(`The connection to ${url} is lost. The run goes on: look at it there.`);
    },
  };
}

async function readObject(answer: Response): Promise<JsonObject> {
  const value: unknown = await answer.json().catch(() => null);
  if (isJsonObject(value)) return value;
  throw new CliError(`What answers at ${answer.url} is not Fermata.`);
}

async function refusal(answer: Response, url: string): Promise<CliError> {
  const body: unknown = await answer.json().catch(() => null);
  const error = isJsonObject(body) ? body['error'] : undefined;
  if (!isJsonObject(error)) return new CliError(`${url} answers ${answer.status}: that is not Fermata.`);
  return new ApiError(String(error['code']), String(error['message']), error['details'] ?? null);
}

async function* readEvents(answer: Response): AsyncGenerator<JsonObject> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      const event: unknown = data === undefined ? null : JSON.parse(data);
      if (isJsonObject(event)) yield event;
    }
  }
}
