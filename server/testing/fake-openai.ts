import type { ServerResponse } from 'node:http';
import {
  DEFAULT_USAGE,
  type FakeRequest as AnyFakeRequest,
  type FakeServer,
  type FakeServerOptions,
  type Protocol,
  startFakeServer,
  words,
} from './fake-model-server.ts';

interface OpenAiBody {
  model?: string;
  messages?: { role: string; content: string }[];
  response_format?: { type: string; json_schema?: { schema: unknown; strict: boolean } };
  [name: string]: unknown;
}

export type FakeRequest = AnyFakeRequest<OpenAiBody>;
export type FakeOpenAiOptions = FakeServerOptions<OpenAiBody>;
export type FakeOpenAi = FakeServer<OpenAiBody>;

function error(message: string, code: string | null = null) {
  return { error: { message, type: 'invalid_request_error', code } };
}

function event(response: ServerResponse, model: string, fields: Record<string, unknown>): void {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model, ...fields };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

const OPENAI: Protocol<OpenAiBody> = {
  root: '/v1',
  keyOf: ({ authorization }) => authorization?.replace(/^Bearer /, ''),
  modelOf: ({ body }) => String(body.model ?? ''),
  list: (models) => ({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }),
  wrongKey: { status: 401, body: error('Incorrect API key provided.', 'invalid_api_key') },
  unknownModel: (model) => error(`The model \`${model}\` does not exist.`, 'model_not_found'),
  error: (message) => error(message),
  begin(response, model, text) {
    for (const content of words(text)) {
      event(response, model, { choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] });
    }
  },
  finish(response, model, reply) {
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
  },
  breakOff: (response) => void response.end('data: [DONE]\n\n'),
  streamError: (response, message) => void response.end(`data: ${JSON.stringify(error(message))}\n\n`),
  malformed: 'data: {"choices": [not json\n\ndata: [DONE]\n\n',
};

/** Starts a server that speaks the OpenAI protocol on a free port of 127.0.0.1. */
export function startFakeOpenAi(options?: FakeOpenAiOptions): Promise<FakeOpenAi> {
  return startFakeServer(OPENAI, options);
}
