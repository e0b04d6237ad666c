/** Ends every mapping of a status, event or error: a new member that nobody handled does not compile. */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`Unhandled ${what}: ${JSON.stringify(value)}`);
}
