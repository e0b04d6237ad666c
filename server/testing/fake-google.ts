import type { ServerResponse } from 'node:http';
import {
  DEFAULT_USAGE,
  type FakeServer,
  type FakeServerOptions,
  type Protocol,
  startFakeServer,
  words,
} from './fake-model-server.ts';

interface GoogleBody {
  contents?: { role: string; parts: { text: string }[] }[];
  systemInstruction?: { parts: { text: string }[] };
  generationConfig?: Record<string, unknown>;
  [name: string]: unknown;
}

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

function error(message: string, code: number, details: unknown[] = []) {
  return { error: { code, message, status: STATUSES[code] ?? 'UNKNOWN', details } };
}

function chunk(response: ServerResponse, data: unknown): void {
  response.write(`data: ${JSON.stringify(data)}\r\n\r\n`);
}

/** Google answers 400, not 401, for a key that it does not know. */
const WRONG_KEY = error('API key not valid. Please pass a valid API key.', 400, [
  { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
]);

const GOOGLE: Protocol<GoogleBody> = {
  root: '/v1beta',
  keyOf: (headers) => headers['x-goog-api-key']?.toString(),
  modelOf: ({ path }) => /\/models\/([^:]+):/.exec(path)?.[1] ?? '',
  list: (models) => ({ models: models.map((name) => ({ name: `models/${name}`, displayName: name })) }),
  wrongKey: { status: 400, body: WRONG_KEY },
  unknownModel: (model) => error(`models/${model} is not found for API version v1beta`, 404),
  error: (message, status) => error(message, status),
  begin(response, model, text) {
    for (const piece of words(text)) {
      const content = { role: 'model', parts: [{ text: piece }] };
      chunk(response, { candidates: [{ content, index: 0 }], modelVersion: model, responseId: 'r1' });
    }
  },
  finish(response, model, { finishReason, usage }) {
    const counts = usage === undefined ? DEFAULT_USAGE : usage;
    chunk(response, {
      candidates: [
        { content: { role: 'model', parts: [{ text: '' }] }, finishReason: finishReason ?? 'STOP', index: 0 },
      ],
      modelVersion: model,
      responseId: 'r1',
      ...(counts && {
        usageMetadata: {
          promptTokenCount: counts.input,
          candidatesTokenCount: counts.output,
          totalTokenCount: counts.input + counts.output,
        },
      }),
    });
    response.end();
  },
  breakOff: (response) => void response.end(),
  streamError(response, message) {
    chunk(response, error(message, 503));
    response.end();
  },
  malformed: 'data: {"candidates": [not json\r\n\r\n',
};

/** Starts a server that speaks the protocol of Gemini on a free port of 127.0.0.1. */
export function startFakeGoogle(options?: FakeServerOptions<GoogleBody>): Promise<FakeServer<GoogleBody>> {
  return startFakeServer(GOOGLE, options);
}
