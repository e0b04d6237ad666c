/** Bounds of one expression. Beyond them it is an {@link ExpressionError}, never a slow run. */
export const EXPRESSION_LIMITS = {
  sourceChars: 2_000,
  depth: 20,
  syntaxNodes: 300,
  /** Items that one comprehension or list function may walk over. */
  items: 1_000,
  /** Comprehensions inside a comprehension. */
  nestedComprehensions: 1,
  /** Steps over texts and lists, about a nanosecond each. */
  work: 500_000_000,
  /** JSON text of a result; an artifact is no larger. */
  resultChars: 50_000_000,
  resultDepth: 64,
} as const;

/** Text of one template; a prompt can be long, a hole cannot. */
export const TEMPLATE_MAX_CHARS = 1_000_000;
