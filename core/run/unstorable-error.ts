/** A value that the journal cannot hold. What made it fails, not the run. */
export class UnstorableError extends Error {
  override readonly name = 'UnstorableError';
  readonly why: 'TOO_LARGE' | 'INVALID';

  /** `message`: a sentence about the value, for a person. */
  constructor(why: UnstorableError['why'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.why = why;
  }

  static is(value: unknown): value is UnstorableError {
    return value instanceof Error && value.name === 'UnstorableError';
  }
}
