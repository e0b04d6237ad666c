/**
 * Every error that Fermata raises on purpose. The code is stable (API clients and `onError` rules match on it),
 * the message is a sentence for a person that says what and where, `retryable` decides whether a node tries again.
 */
export const ERROR_STATUS = {
  /** Input that does not fit a schema. `details` lists `{path, message}`. */
  VALIDATION: 400,
  /** Text that is not YAML or JSON. `details` has `line` and `column`. */
  MALFORMED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  /** Somebody changed it meanwhile, or it was decided already. `details` says who and when. */
  CONFLICT: 409,
  /** The same Idempotency-Key came with another body. */
  IDEMPOTENCY_MISMATCH: 409,
  NOT_PUBLISHED: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  /** The workflow has problems that block what was asked. `details` is the list of problems. */
  INVALID_WORKFLOW: 422,
  RATE_LIMITED: 429,
  /** Ours. The cause is in the log under the request id. */
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

export class FermataError extends Error {
  override readonly name = 'FermataError';
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  /** By name, not by `instanceof`: the web bundle can hold two copies of this module. */
  static is(value: unknown): value is FermataError {
    return value instanceof Error && value.name === 'FermataError';
  }
}
