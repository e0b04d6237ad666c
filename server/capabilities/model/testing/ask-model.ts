import type { ModelRequest } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { startFakeAnthropic } from '#server/testing/fake-anthropic.ts';
import { startFakeGoogle } from '#server/testing/fake-google.ts';
import type { FakeServer, FakeServerOptions } from '#server/testing/fake-model-server.ts';
import { startFakeOpenAi } from '#server/testing/fake-openai.ts';
import { createModelCapability } from '../model-capability.ts';
import type { ModelSetup } from '../model-setup.ts';
import type { ModelProvider } from '../provider.ts';
import { guardedProviderFetch } from '../provider-fetch.ts';

const open: { close(): Promise<void> }[] = [];

/** After each test. */
export async function closeOpened(): Promise<void> {
  for (const server of open.splice(0)) await server.close();
}

/** A server that is closed by {@link closeOpened}. */
export async function opened<Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  open.push(server);
  return server;
}

export const ASK: ModelRequest = {
  model: 'mine/fake-1',
  instructions: 'Be brief.',
  messages: [{ role: 'user', content: 'Say hello.' }],
  turn: 0,
  attempt: 1,
};
const NO_SETUP: ModelSetup = { providers: [], environmentDefault: null, chosenDefault: null, prices: new Map() };

export function capability(setup: Partial<ModelSetup>, idleTimeoutMs?: number) {
  return createModelCapability({
    workspaceId: 'workspace',
    setup: async () => ({ ...NO_SETUP, ...setup }),
    idleTimeoutMs,
  });
}

const guarded = guardedProviderFetch(['127.0.0.1']);

export function provider(fields: Partial<ModelProvider> & Pick<ModelProvider, 'baseUrl' | 'kind'>): ModelProvider {
  return { name: 'mine', models: [], variable: null, key: async () => 'sk-test', fetch: guarded, ...fields };
}

interface AskOptions {
  idleTimeoutMs?: number;
  apiKey?: string;
  setup?: Partial<ModelSetup>;
}

export async function failure(answer: Promise<unknown>): Promise<NodeFailure> {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!NodeFailure.is(error)) throw new Error(`expected a NodeFailure, got ${String(error)}`);
  return error;
}

type StartFake = (options?: FakeServerOptions<Record<string, unknown>>) => Promise<FakeServer>;

/** The bodies that a fake reads are its protocol's; here they are compared whole, whatever their shape. */
function anyBody<Body>(start: (options?: FakeServerOptions<Body>) => Promise<FakeServer<Body>>): StartFake {
  return start as unknown as StartFake;
}

/** What differs from protocol to protocol: how the same request looks on the wire, and how it ends. */
export const PROTOCOLS = [
  {
    kind: 'compatible',
    start: anyBody(startFakeOpenAi),
    path: '/v1/chat/completions',
    key: ['authorization', 'Bearer sk-test'],
    asked: {
      model: 'fake-1',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say hello.' },
      ],
    },
    limits: { temperature: 0.2, max_tokens: 99 },
    filtered: 'content_filter',
    noCredit: { status: 429, body: { error: { message: 'You exceeded it', code: 'insufficient_quota' } } },
  },
  {
    kind: 'anthropic',
    start: anyBody(startFakeAnthropic),
    path: '/v1/messages',
    key: ['x-api-key', 'sk-test'],
    asked: {
      model: 'fake-1',
      stream: true,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Say hello.' }] }],
    },
    limits: { temperature: 0.2, max_tokens: 99 },
    filtered: 'refusal',
    noCredit: {
      status: 400,
      body: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
      },
    },
  },
  {
    kind: 'google',
    start: anyBody(startFakeGoogle),
    path: '/v1beta/models/fake-1:streamGenerateContent?alt=sse',
    key: ['x-goog-api-key', 'sk-test'],
    asked: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }],
    },
    limits: { generationConfig: { temperature: 0.2, maxOutputTokens: 99 } },
    filtered: 'SAFETY',
    noCredit: null,
  },
] as const;

/** A server that speaks a protocol, and a way to ask it. */
export function clientOf({ kind, start }: Pick<(typeof PROTOCOLS)[number], 'kind' | 'start'>) {
  const server = (options?: FakeServerOptions<Record<string, unknown>>) => opened(start(options));

  function ask(fake: FakeServer, request: Partial<ModelRequest> = {}, options: AskOptions = {}) {
    const pieces: string[] = [];
    const mine = provider({ kind, baseUrl: fake.baseUrl, key: async () => options.apiKey ?? 'sk-test' });
    const models = capability({ providers: [mine], ...options.setup }, options.idleTimeoutMs);
    const answer = models.generate(
      { ...ASK, ...request },
      { signal: new AbortController().signal, simulated: false, onText: (text) => pieces.push(text) },
    );
    return { answer, pieces };
  }

  return { server, ask };
}
