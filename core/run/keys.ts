/**
 * Names of executions and scopes. A key is made of segments joined by `.`: the maps around the node with their item,
 * then the node. `#n` is the iteration when above 1, `[n]` the item: `draft`, `draft#2`, `map#2[3].node`.
 */

/** Key of one execution. `scope` is `` at the top, `iteration` counts from 1. */
export function executionKey(scope: string, nodeId: string, iteration: number): string {
  const segment = iteration > 1 ? `${nodeId}#${iteration}` : nodeId;
  return scope === '' ? segment : `${scope}.${segment}`;
}

/** Path of the scope of one item of a map's execution. */
export function itemScope(mapKey: string, index: number): string {
  return `${mapKey}[${index}]`;
}

/** The inverse of {@link executionKey}. */
export function parseKey(key: string): { scope: string; nodeId: string; iteration: number } {
  const dot = key.lastIndexOf('.');
  const segment = key.slice(dot + 1);
  const hash = segment.indexOf('#');
  return {
    scope: dot < 0 ? '' : key.slice(0, dot),
    nodeId: hash < 0 ? segment : segment.slice(0, hash),
    iteration: hash < 0 ? 1 : Number(segment.slice(hash + 1)),
  };
}

/** The map execution and item of a scope path, or null at the top. */
export function parseItemScope(path: string): { map: string; index: number } | null {
  if (path === '') return null;
  const bracket = path.lastIndexOf('[');
  return { map: path.slice(0, bracket), index: Number(path.slice(bracket + 1, -1)) };
}

/** Whether `scope` is an item of the map execution `mapKey`, at any depth. */
export function isInsideMap(scope: string, mapKey: string): boolean {
  return scope.startsWith(`${mapKey}[`);
}

/** Whether `scope` is `outer` or lies inside it. */
export function isWithinScope(scope: string, outer: string): boolean {
  return outer === '' || scope === outer || scope.startsWith(`${outer}.`);
}
