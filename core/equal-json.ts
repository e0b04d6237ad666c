/**
 * Whether two values say the same, whatever the order of their keys. A key that is `undefined` counts as one that is
 * not there. Both come from documents, so their depth is bounded.
 */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => equalJson(item, b[i]));
  }
  const left = said(a);
  const right = new Map(said(b));
  return left.length === right.size && left.every(([key, item]) => right.has(key) && equalJson(item, right.get(key)));
}

function said(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
