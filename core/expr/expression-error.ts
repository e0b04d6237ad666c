/** Half-open range of characters in the text that was given. */
export interface SourceRange {
  start: number;
  end: number;
}

/** The only thing that this folder throws. The message is a sentence for the author of the expression. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Offset of the first offending character in the text that was given. */
  readonly position: number | undefined;
  readonly range: SourceRange | undefined;

  constructor(message: string, options: { range?: SourceRange | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.range = options.range;
    this.position = options.range?.start;
  }

  /** By name, not by `instanceof`: the web bundle can hold two copies of this module. */
  static is(value: unknown): value is ExpressionError {
    return value instanceof Error && value.name === 'ExpressionError';
  }

  /** The same error, `offset` characters further in a longer text, or with a place named in front. */
  moved(change: { offset?: number; place?: string }): ExpressionError {
    const offset = change.offset ?? 0;
    const range = this.range && { start: this.range.start + offset, end: this.range.end + offset };
    const message = change.place ? `${change.place}: ${this.message}` : this.message;
    return new ExpressionError(message, { range, cause: this.cause });
  }
}
