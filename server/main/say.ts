/** One line for the person at the terminal. Log lines go to standard error; these are the product speaking. */
export function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** What went wrong, for the person at the terminal: our own errors are sentences, anything else keeps its stack. */
export function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.name === 'FermataError' ? cause.message : (cause.stack ?? cause.message);
}
