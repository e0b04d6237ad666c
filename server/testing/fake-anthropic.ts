import type { ServerResponse } from 'node:http';
import {
  DEFAULT_USAGE,
  type FakeServer,
  type FakeServerOptions,
  type Protocol,
  startFakeServer,
  words,
} from './fake-model-server.ts';

interface AnthropicBody {
  model?: string;
  system?: { type: string; text: string }[];
  messages?: { role: string; content: { type: string; text: string }[] }[];
  output_config?: { format?: { type: string; schema: unknown } };
  [name: string]: unknown;
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function error(message: string, status: number) {
  return { type: 'error', error: { type: ERROR_TYPES[status] ?? 'api_error', message }, request_id: 'req_1' };
}

function event(response: ServerResponse, data: { type: string; [name: string]: unknown }): void {
  response.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
}

const ANTHROPIC: Protocol<AnthropicBody> = {
  root: '/v1',
  keyOf: (headers) => headers['x-api-key']?.toString(),
  modelOf: ({ body }) => String(body.model ?? ''),
  list: (models) => ({
    data: models.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' })),
    has_more: false,
    first_id: models[0],
    last_id: models.at(-1),
  }),
  wrongKey: { status: 401, body: error('invalid x-api-key', 401) },
  unknownModel: (model) => error(`model: ${model}`, 404),
  error,
  begin(response, model, text) {
    event(response, {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: DEFAULT_USAGE.input, output_tokens: 1 },
      },
    });
    event(response, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
    event(response, { type: 'ping' });
    for (const piece of words(text)) {
      event(response, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } });
    }
  },
  finish(response, _model, { finishReason, usage }) {
    event(response, { type: 'content_block_stop', index: 0 });
    event(response, {
      type: 'message_delta',
      delta: { stop_reason: finishReason ?? 'end_turn', stop_sequence: null },
      usage: { output_tokens: usage?.output ?? DEFAULT_USAGE.output },
    });
    event(response, { type: 'message_stop' });
    response.end();
  },
  breakOff: (response) => void response.end(),
  streamError(response, message) {
    event(response, error(message, 529));
    response.end();
  },
  malformed: 'event: message_start\ndata: {"type": not json\n\n',
};

/** Starts a server that speaks the protocol of Anthropic's messages on a free port of 127.0.0.1. */
export function startFakeAnthropic(options?: FakeServerOptions<AnthropicBody>): Promise<FakeServer<AnthropicBody>> {
  return startFakeServer(ANTHROPIC, options);
}
