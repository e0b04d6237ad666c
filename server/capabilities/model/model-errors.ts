import { APICallError, InvalidResponseDataError, JSONParseError, TypeValidationError } from 'ai';
import { FermataError } from '#core/errors.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { retryAfterMs } from '#core/node/retry-after.ts';
import { redactor } from '#server/secret/redactor.ts';
import type { ModelProvider } from './provider.ts';

/** Who was asked for what, for sentences. */
interface Asked {
  provider: Pick<ModelProvider, 'name' | 'baseUrl' | 'variable'>;
  model: string;
}

/** An answer that is an error, however it was read. */
interface Refusal {
  status: number;
  /** What the provider says about it. */
  said: string;
  body: string;
  headers: Readonly<Record<string, string | undefined>>;
}

const DETAIL_CHARS = 500;

/** The provider's own words, cut; never the request, which holds the key. */
function detail(message: string): string {
  return redactor.text(message).replace(/\s+/g, ' ').trim().slice(0, DETAIL_CHARS);
}

function isUnknownModel({ status, body, said }: Refusal): boolean {
  if (status === 404) return true;
  if (status !== 400) return false;
  return /model_not_found|model\b.{0,200}\b(not found|does not exist|not exist|is not available)/i.test(
    `${body} ${said}`,
  );
}

function isOutOfCredit({ body }: Refusal): boolean {
  return /insufficient_quota|billing_hard_limit|insufficient_balance|credit balance is too low/i.test(body);
}

/** Google answers 400 for a key that it does not know. */
function isWrongKey({ status, body }: Refusal): boolean {
  return status === 401 || (status === 400 && /API_KEY_INVALID|API key not valid/i.test(body));
}

/** Asks again when the provider says so: in a header, in OpenAI's milliseconds, or in the body as Google does. */
function waitOf({ headers, body }: Refusal): number | undefined {
  const ms = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] && Number.isFinite(ms)) return retryAfterMs(String(ms / 1000), Date.now());
  const [, seconds] = /"retryDelay":\s*"(\d+(?:\.\d+)?)s"/.exec(body) ?? [];
  return retryAfterMs(headers['retry-after'] ?? seconds, Date.now());
}

/** An answer of 400 or more in the words and codes of Fermata. */
export function statusFailure(refusal: Refusal, { provider, model }: Asked, cause?: unknown): NodeFailure {
  const { name } = provider;
  const { status } = refusal;
  const said = detail(refusal.said);
  if (isWrongKey(refusal)) {
    const advice = provider.variable ? `Check ${provider.variable}` : 'Set another one in Settings > Models';
    return failure('MODEL_AUTH', `The key for ${name} was refused (${said}). ${advice}.`, cause);
  }
  if (status === 403) {
    return failure('MODEL_AUTH', `The key for ${name} may not use the model "${model}" (${said}).`, cause);
  }
  if (isUnknownModel(refusal)) return failure('MODEL_UNKNOWN', `${name} has no model "${model}".`, cause);
  if (status === 402 || isOutOfCredit(refusal)) {
    return failure('MODEL_QUOTA', `The account at ${name} has no credit left (${said}).`, cause);
  }
  const wait = waitOf(refusal);
  if (status === 429) return retryable('MODEL_RATE_LIMITED', `${name} is at its limit (${said}).`, cause, wait);
  if (status === 408 || status === 409 || status >= 500) {
    return retryable('MODEL_UNAVAILABLE', `${name} answered ${status} (${said}).`, cause, wait);
  }
  return failure('MODEL_REFUSED', `${name} refused the request for "${model}" with ${status} (${said}).`, cause);
}

function failure(code: string, message: string, cause: unknown): NodeFailure {
  return new NodeFailure({ code, message }, { cause });
}

function retryable(code: string, message: string, cause: unknown, retryAfterMs?: number): NodeFailure {
  return new NodeFailure({ code, message, retryable: true, retryAfterMs }, { cause });
}

/** Some servers send `{error: {message, code}}` in the middle of a stream. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/** What Fermata itself refused on the way, such as an address that the egress guard does not let through. */
function ownFailure(error: unknown): NodeFailure | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (NodeFailure.is(at)) return at;
    if (FermataError.is(at) && at.code !== 'INTERNAL') return failure('MODEL_AUTH', at.message, at);
  }
  return null;
}

/** A failure of a call in the words and codes of Fermata. `started`: text had begun to arrive. */
export function modelFailure(error: unknown, asked: Asked, started: boolean): NodeFailure {
  const own = ownFailure(error);
  if (own) return own;
  const { name, baseUrl } = asked.provider;
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 400) {
    const { statusCode: status, message: said, responseBody: body = '', responseHeaders: headers = {} } = error;
    if (!started) return statusFailure({ status, said, body, headers }, asked, error);
  }
  const readable = !JSONParseError.isInstance(error) && !TypeValidationError.isInstance(error);
  if (readable && (started || InvalidResponseDataError.isInstance(error))) {
    return retryable('MODEL_STREAM_CUT', `The answer of ${name} broke off (${detail(messageOf(error))}).`, error);
  }
  // The SDK says what went wrong with the connection, fetch throws nothing else; other errors are about what arrived.
  if (APICallError.isInstance(error) || error instanceof TypeError) {
    return retryable('MODEL_UNAVAILABLE', `${name} cannot be reached at ${new URL(baseUrl).host}.`, error);
  }
  return retryable('MODEL_BAD_RESPONSE', `${name} sent something that is not its protocol.`, error);
}
