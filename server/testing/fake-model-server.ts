import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Servers that speak a provider's protocol and misbehave on demand: models are faked here, at the HTTP boundary. */

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
  /** The connection breaks after these bytes of a stream. */
  | { kind: 'torn'; bytes: Buffer }
  /** Ends in order, but without a finish reason. */
  | { kind: 'unfinished'; text: string }
  /** Not the protocol. */
  | { kind: 'malformed' }
  /** An error in the middle of the stream. */
  | { kind: 'stream-error'; text: string; message: string };

export type TextReply = Extract<FakeReply, { kind: 'text' }>;

/** A request as it arrived; the shape of the body is the protocol's. */
export interface FakeRequest<Body = Record<string, unknown>> {
  path: string;
  headers: IncomingMessage['headers'];
  body: Body;
}

export interface FakeServerOptions<Body> {
  /** Another key is refused. */
  apiKey?: string;
  /** Another model is refused with 404; the list of models has them. */
  models?: string[];
  /** Answers what nothing was queued for. */
  reply?: (request: FakeRequest<Body>) => FakeReply;
}

export interface FakeServer<Body = Record<string, unknown>> {
  /** As it is typed into the settings. */
  baseUrl: string;
  requests: FakeRequest<Body>[];
  /** Answers of the next requests, in order. */
  queue(...replies: FakeReply[]): void;
  close(): Promise<void>;
}

/** What tells one protocol from another. */
export interface Protocol<Body> {
  /** Comes after the origin in the base URL. */
  root: string;
  keyOf(headers: IncomingMessage['headers']): string | undefined;
  modelOf(request: FakeRequest<Body>): string;
  /** The list of models. */
  list(models: string[]): unknown;
  wrongKey: { status: number; body: unknown };
  unknownModel(model: string): unknown;
  /** The body of any other error. */
  error(message: string, status: number): unknown;
  /** Says the words of an answer that is not over yet. */
  begin(response: ServerResponse, model: string, text: string): void;
  /** Ends an answer in order. */
  finish(response: ServerResponse, model: string, reply: TextReply): void;
  /** Ends a stream without saying why. */
  breakOff(response: ServerResponse): void;
  streamError(response: ServerResponse, message: string): void;
  malformed: string;
}

export const DEFAULT_USAGE = { input: 12, output: 34 };

export function words(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}

async function read<Body>(request: IncomingMessage): Promise<FakeRequest<Body>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return { path: request.url ?? '', headers: request.headers, body: text === '' ? ({} as Body) : JSON.parse(text) };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function send<Body>(protocol: Protocol<Body>, response: ServerResponse, model: string, reply: FakeReply): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'status') {
    json(response, reply.status, reply.body ?? protocol.error(`status ${reply.status}`, reply.status), reply.headers);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (reply.kind === 'malformed') {
    response.end(protocol.malformed);
    return;
  }
  if (reply.kind === 'torn') {
    // When they are on their way: a socket that is destroyed at once would take them with it.
    response.write(reply.bytes, () => response.destroy());
    return;
  }
  protocol.begin(response, model, reply.text);
  if (reply.kind === 'text') protocol.finish(response, model, reply);
  else if (reply.kind === 'unfinished') protocol.breakOff(response);
  // Written first: a socket that is destroyed at once would take the text with it.
  else if (reply.kind === 'cut') setImmediate(() => response.destroy());
  else if (reply.kind === 'stream-error') protocol.streamError(response, reply.message);
}

/** Starts a server of a protocol on a free port of 127.0.0.1. */
export async function startFakeServer<Body>(
  protocol: Protocol<Body>,
  options: FakeServerOptions<Body> = {},
): Promise<FakeServer<Body>> {
  const requests: FakeRequest<Body>[] = [];
  const queued: FakeReply[] = [];
  const reply = options.reply ?? (() => ({ kind: 'text', text: 'Hello from the model.' }) satisfies FakeReply);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await read<Body>(request);
    requests.push(seen);
    if (options.apiKey && protocol.keyOf(seen.headers) !== options.apiKey) {
      json(response, protocol.wrongKey.status, protocol.wrongKey.body);
    } else if (/\/models(\?.*)?$/.test(seen.path)) {
      json(response, 200, protocol.list(options.models ?? ['fake-1']));
    } else {
      const model = protocol.modelOf(seen);
      if (options.models && !options.models.includes(model)) json(response, 404, protocol.unknownModel(model));
      else send(protocol, response, model, queued.shift() ?? reply(seen));
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${protocol.root}`,
    requests,
    queue: (...replies) => void queued.push(...replies),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
