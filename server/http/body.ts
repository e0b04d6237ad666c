import { FermataError } from '#core/errors.ts';

export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** `application/json; charset=utf-8` is `application/json`. Empty when there is none. */
export function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @throws FermataError UNSUPPORTED_MEDIA_TYPE naming what is understood. */
export function requireMediaType(request: Request, accepted: readonly string[]): void {
  if (accepted.includes(mediaType(request))) return;
  throw new FermataError('UNSUPPORTED_MEDIA_TYPE', `The Content-Type must be ${accepted.join(' or ')}.`);
}

/**
 * The body as text, bounded while it is read: a missing or wrong Content-Length makes no difference.
 * @throws FermataError TOO_LARGE; MALFORMED when it is not UTF-8.
 */
export async function readText(request: Request, maxBytes = MAX_BODY_BYTES): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new FermataError('MALFORMED', 'The body is not UTF-8 text.', { cause });
  }
}

/**
 * The body as JSON. `__proto__` in it is a plain key: `JSON.parse` never touches a prototype.
 * @throws FermataError TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, or MALFORMED with the parser's sentence.
 */
export async function readJson(request: Request): Promise<unknown> {
  requireMediaType(request, ['application/json']);
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it cannot be parsed';
    throw new FermataError('MALFORMED', `The body is not JSON: ${reason}.`, { cause });
  }
}

function tooLarge(maxBytes: number): FermataError {
  return new FermataError('TOO_LARGE', `A request has at most ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
}
