import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that speaks the OpenAI protocol and misbehaves on demand: models are faked here, at the HTTP boundary. */

export type FakeReply =
  /** A streamed answer. Without `usage` the server reports 12 + 34 tokens; null reports none. */
  | { kind: 'text'; text: string; finishReason?: string; usage?: { input: number; output: number } | null }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: unknown }
  /** Takes the request and never says anything. */
  | { kind: 'hang' }
  /** Says something, then nothing any more. */
  | { kind: 'stall'; text: string }
  /** The connection breaks in the middle. */
  | { kind: 'cut'; text: string }
  /** Ends in order, but without a finish reason. */
  | { kind: 'unfinished'; text: string }
  /** Not the protocol. */
  | { kind: 'malformed' }
  /** An error in the middle of the stream. */
  | { kind: 'stream-error'; text: string; message: string };

export interface FakeRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: {
    model?: string;
    messages?: { role: string; content: string }[];
    response_format?: { type: string; json_schema?: { schema: unknown; strict: boolean } };
    [name: string]: unknown;
  };
}

export interface FakeOpenAiOptions {
  /** Another key is refused with 401. */
  apiKey?: string;
  /** Another model is refused with 404; `/models` lists them. */
  models?: string[];
  /** Answers what nothing was queued for. */
  reply?: (request: FakeRequest) => FakeReply;
}

export interface FakeOpenAi {
  /** For `OPENAI_BASE_URL`. */
  baseUrl: string;
  requests: FakeRequest[];
  /** Answers of the next requests, in order. */
  queue(...replies: FakeReply[]): void;
  close(): Promise<void>;
}

const DEFAULT_USAGE = { input: 12, output: 34 };

async function read(request: IncomingMessage): Promise<FakeRequest> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return { path: request.url ?? '', headers: request.headers, body: text === '' ? {} : JSON.parse(text) };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function error(message: string, code: string | null = null) {
  return { error: { message, type: 'invalid_request_error', code } };
}

function event(response: ServerResponse, model: string, fields: Record<string, unknown>): void {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model, ...fields };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

function words(response: ServerResponse, model: string, text: string): void {
  for (const content of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
    event(response, model, { choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] });
  }
}

function finish(response: ServerResponse, model: string, reply: Extract<FakeReply, { kind: 'text' }>): void {
  event(response, model, { choices: [{ index: 0, delta: {}, finish_reason: reply.finishReason ?? 'stop' }] });
  const usage = reply.usage === undefined ? DEFAULT_USAGE : reply.usage;
  if (usage) {
    const counts = {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    };
    event(response, model, { choices: [], usage: counts });
  }
  response.end('data: [DONE]\n\n');
}

function send(response: ServerResponse, model: string, reply: FakeReply): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'status') {
    json(response, reply.status, reply.body ?? error(`status ${reply.status}`), reply.headers);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (reply.kind === 'malformed') {
    response.end('data: {"choices": [not json\n\ndata: [DONE]\n\n');
    return;
  }
  words(response, model, reply.text);
  if (reply.kind === 'text') finish(response, model, reply);
  else if (reply.kind === 'unfinished') response.end('data: [DONE]\n\n');
  // Written first: a socket that is destroyed at once would take the text with it.
  else if (reply.kind === 'cut') setImmediate(() => response.destroy());
  else if (reply.kind === 'stream-error') response.end(`data: ${JSON.stringify(error(reply.message))}\n\n`);
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startFakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  const requests: FakeRequest[] = [];
  const queued: FakeReply[] = [];
  const reply = options.reply ?? (() => ({ kind: 'text', text: 'Hello from the model.' }) satisfies FakeReply);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await read(request);
    requests.push(seen);
    const model = String(seen.body.model ?? '');
    if (options.apiKey && seen.headers.authorization !== `Bearer ${options.apiKey}`) {
      json(response, 401, error('Incorrect API key provided.', 'invalid_api_key'));
    } else if (seen.path.endsWith('/models')) {
      json(response, 200, {
        object: 'list',
        data: (options.models ?? ['fake-1']).map((id) => ({ id, object: 'model' })),
      });
    } else if (options.models && !options.models.includes(model)) {
      json(response, 404, error(`The model \`${model}\` does not exist.`, 'model_not_found'));
    } else {
      send(response, model, queued.shift() ?? reply(seen));
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    queue: (...replies) => void queued.push(...replies),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
