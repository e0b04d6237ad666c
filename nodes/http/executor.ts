import { z } from 'zod';
import { jsonSchema } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { HttpRequest, HttpSecret } from '#core/node/capabilities.ts';
import { defineExecutor, NodeFailure } from '#core/node/executor.ts';
import type { ExecutionContext } from '#core/node/executor.ts';
import { readRendered, renderedText } from '#core/node/rendered-config.ts';
import { retryAfterMs } from '#core/node/retry-after.ts';
import { httpConfigSchema, isRepeatable } from './definition.ts';
import { outputOf } from './response.ts';
import type { ReceivedResponse } from './response.ts';

const MAX_RESPONSE_BYTES = 10 * 1024 * 1024;

const renderedSchema = httpConfigSchema.extend({
  url: jsonSchema,
  headers: z.record(z.string(), jsonSchema).nullish(),
  query: z.record(z.string(), jsonSchema).nullish(),
  simulation: z
    .strictObject({
      status: z.coerce.number().int().min(100).max(599).default(200),
      headers: z.record(z.string(), jsonSchema).optional(),
      body: jsonSchema.optional(),
    })
    .optional(),
});
type RenderedConfig = z.output<typeof renderedSchema>;

/** Answers that a later try may change. 501 and 505 are about the request itself. */
function isTransient(status: number): boolean {
  if (status === 408 || status === 425 || status === 429) return true;
  return status >= 500 && status !== 501 && status !== 505;
}

/** A gateway that lost the server behind it: the request may have been carried out. */
function isGatewayDoubt(status: number): boolean {
  return status === 502 || status === 504;
}

function addressOf(config: RenderedConfig): string {
  const text = renderedText(config.url).trim();
  if (!URL.canParse(text)) {
    throw new NodeFailure({ code: 'HTTP_URL_INVALID', message: `"${text.slice(0, 200)}" is not a valid URL.` });
  }
  const url = new URL(text);
  for (const [name, value] of Object.entries(config.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) url.searchParams.append(name, renderedText(one));
    }
  }
  return url.href;
}

function textValues(values: Record<string, Json> | null | undefined): Record<string, string> {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), renderedText(value)]));
}

function requestOf(config: RenderedConfig, idempotencyKey: string): HttpRequest {
  const headers = textValues(config.headers);
  if (config.idempotencyKey) headers['idempotency-key'] ??= idempotencyKey;
  const hasBody =
    config.body !== undefined && config.body !== null && config.method !== 'GET' && config.method !== 'HEAD';
  if (hasBody) {
    headers['content-type'] ??= typeof config.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  }
  return {
    method: config.method,
    url: addressOf(config),
    headers,
    ...(hasBody ? { body: renderedText(config.body) } : {}),
    ...(config.secret === undefined ? {} : { secret: secretOf(config.secret, config.secretHeader) }),
    timeoutMs: config.timeoutMs,
    maxBytes: MAX_RESPONSE_BYTES,
  };
}

function secretOf(name: string, header: string | undefined): HttpSecret {
  return header === undefined ? { name, header: 'authorization', prefix: 'Bearer ' } : { name, header, prefix: '' };
}

/** The answer of a simulated run; without `simulation` an empty one that says so. */
function simulated(config: RenderedConfig): ReceivedResponse {
  const { status = 200, headers, body = {} } = config.simulation ?? {};
  const note: Record<string, string> = config.simulation ? {} : { 'x-fermata-note': 'Simulated: nothing was sent.' };
  return {
    status,
    headers: {
      'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
      ...note,
      ...textValues(headers),
    },
    body: new TextEncoder().encode(renderedText(body)),
  };
}

async function send(config: RenderedConfig, context: ExecutionContext): Promise<ReceivedResponse> {
  const request = requestOf(config, context.idempotencyKey);
  if (context.simulated) return simulated(config);
  try {
    return await context.capabilities.http.fetch(request, { signal: context.signal });
  } catch (error) {
    if (!NodeFailure.is(error) || !error.outcomeUnknown) throw error;
    // Sent, but no answer came. Repeating is only safe where the other side recognises or ignores a repetition.
    const repeatable = isRepeatable(config);
    throw new NodeFailure({ ...error.error, retryable: repeatable }, { outcomeUnknown: !repeatable, cause: error });
  }
}

function isExpected(status: number, expect: RenderedConfig['expect'] = ['2xx']): boolean {
  return expect.some((entry) => entry === status || entry === `${Math.floor(status / 100)}xx`);
}

function statusFailure(config: RenderedConfig, response: ReceivedResponse, output: JsonObject): NodeFailure {
  const { status } = response;
  const inDoubt = isGatewayDoubt(status) && !isRepeatable(config);
  return new NodeFailure(
    {
      code: 'HTTP_STATUS',
      message: `${config.method} ${new URL(renderedText(config.url)).host} answered ${status}.`,
      retryable: isTransient(status) && !inDoubt,
      retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
      details: { status, body: typeof output.body === 'string' ? output.body.slice(0, 4000) : (output.body ?? null) },
    },
    { outcomeUnknown: inDoubt },
  );
}

export const httpExecutor = defineExecutor({
  execute: async (config, context) => {
    const rendered = readRendered(renderedSchema, config);
    const response = await send(rendered, context);
    const expected = isExpected(response.status, rendered.expect);
    // An error page need not have the form that was asked for.
    const output = outputOf(response, expected ? rendered.parse : 'auto');
    if (!expected) throw statusFailure(rendered, response, output);
    return { kind: 'succeeded', output, port: 'out' };
  },
});
