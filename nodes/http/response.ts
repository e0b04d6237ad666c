import { jsonSchema } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { HttpConfig } from './definition.ts';

export interface ReceivedResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

function decode(response: ReceivedResponse): string {
  const charset = /charset="?([^";\s]+)/i.exec(response.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(response.body);
  } catch {
    // A charset that nobody knows: UTF-8 with replacement characters still shows what came.
    return new TextDecoder().decode(response.body);
  }
}

function parseJson(text: string): { ok: true; value: Json } | { ok: false } {
  try {
    const parsed = jsonSchema.safeParse(JSON.parse(text));
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false };
  } catch {
    return { ok: false };
  }
}

function bodyOf(response: ReceivedResponse, parse: HttpConfig['parse']): Json {
  const text = decode(response);
  if (parse === 'text') return text;
  const isJson = /^[^;]*[/+]json\b/i.test(response.headers['content-type'] ?? '');
  if (parse === 'auto' && !isJson) return text;
  if (text.trim() === '') return null;
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  if (parse === 'auto') return text;
  throw new NodeFailure({
    code: 'HTTP_BODY_INVALID',
    message: 'The answer is not valid JSON.',
    details: text.slice(0, 4000),
  });
}

/** What the node puts out: status, headers (names in small letters) and the body as JSON or text. */
export function outputOf(response: ReceivedResponse, parse: HttpConfig['parse']): JsonObject {
  return { status: response.status, headers: response.headers, body: bodyOf(response, parse) };
}
