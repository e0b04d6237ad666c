import { APICallError, InvalidResponseDataError, JSONParseError, TypeValidationError } from 'ai';
import { NodeFailure } from '#core/node/executor.ts';
import { retryAfterMs } from '#core/node/retry-after.ts';

/** Who was asked for what, for sentences. */
export interface Asked {
  provider: string;
  model: string;
  baseUrl: string;
}

const DETAIL_CHARS = 500;

/** The provider's own words, cut; never the request, which holds the key. */
function detail(message: string): string {
  return message.replace(/\s+/g, ' ').trim().slice(0, DETAIL_CHARS);
}

function isUnknownModel(error: APICallError): boolean {
  if (error.statusCode === 404) return true;
  if (error.statusCode !== 400) return false;
  return /model_not_found|model\b.{0,200}\b(not found|does not exist|not exist|is not available)/i.test(
    `${error.responseBody ?? ''} ${error.message}`,
  );
}

function isOutOfCredit(error: APICallError): boolean {
  return /insufficient_quota|billing_hard_limit|insufficient_balance/i.test(error.responseBody ?? '');
}

/** Asks again when the provider says so; servers of OpenAI also give milliseconds. */
function waitOf(error: APICallError): number | undefined {
  const headers = error.responseHeaders ?? {};
  const ms = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] && Number.isFinite(ms)) return retryAfterMs(String(ms / 1000), Date.now());
  return retryAfterMs(headers['retry-after'], Date.now());
}

function statusFailure(error: APICallError, status: number, asked: Asked): NodeFailure {
  const { provider, model } = asked;
  const said = detail(error.message);
  if (status === 401) {
    return failure('MODEL_AUTH', `The key for ${provider} was refused (${said}). Check OPENAI_API_KEY.`, error);
  }
  if (status === 403) {
    return failure('MODEL_AUTH', `The key for ${provider} may not use the model "${model}" (${said}).`, error);
  }
  if (isUnknownModel(error)) return failure('MODEL_UNKNOWN', `${provider} has no model "${model}".`, error);
  if (status === 402 || isOutOfCredit(error)) {
    return failure('MODEL_QUOTA', `The account at ${provider} has no credit left (${said}).`, error);
  }
  if (status === 429) return retryable('MODEL_RATE_LIMITED', `${provider} is at its limit (${said}).`, error);
  if (status === 408 || status === 409 || status >= 500) {
    return retryable('MODEL_UNAVAILABLE', `${provider} answered ${status} (${said}).`, error);
  }
  return failure('MODEL_REFUSED', `${provider} refused the request for "${model}" with ${status} (${said}).`, error);
}

function failure(code: string, message: string, cause: unknown): NodeFailure {
  return new NodeFailure({ code, message }, { cause });
}

function retryable(code: string, message: string, cause: unknown): NodeFailure {
  const wait = APICallError.isInstance(cause) ? waitOf(cause) : undefined;
  return new NodeFailure({ code, message, retryable: true, retryAfterMs: wait }, { cause });
}

/** Some servers send `{error: {message, code}}` in the middle of a stream. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/** A failure of a call in the words and codes of Fermata. `started`: text had begun to arrive. */
export function modelFailure(error: unknown, asked: Asked, started: boolean): NodeFailure {
  if (NodeFailure.is(error)) return error;
  const { provider, baseUrl } = asked;
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 400) {
    return statusFailure(error, error.statusCode, asked);
  }
  if (JSONParseError.isInstance(error) || TypeValidationError.isInstance(error)) {
    return retryable('MODEL_BAD_RESPONSE', `${provider} sent something that is not its protocol.`, error);
  }
  if (started || InvalidResponseDataError.isInstance(error)) {
    return retryable('MODEL_STREAM_CUT', `The answer of ${provider} broke off (${detail(messageOf(error))}).`, error);
  }
  return retryable('MODEL_UNAVAILABLE', `${provider} cannot be reached at ${new URL(baseUrl).host}.`, error);
}
