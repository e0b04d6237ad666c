/**
 * One order for what two writers have. Who rearranged leads; the other's additions follow what they followed there.
 * Only ids that are in `kept` come out, each once.
 */
export function mergeOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  kept: ReadonlySet<string>,
): string[] {
  const [leader, follower] = rearranged(base, theirs) ? [theirs, mine] : [mine, theirs];
  const led = new Set(leader.filter((id) => kept.has(id)));
  const after = new Map<string, string[]>();
  let previous = START;
  for (const id of new Set(follower.filter((candidate) => kept.has(candidate)))) {
    if (led.has(id)) previous = id;
    else if (!after.get(previous)?.push(id)) after.set(previous, [id]);
  }
  return [START, ...led].flatMap((id) => [...(id === START ? [] : [id]), ...(after.get(id) ?? [])]);
}

/** No id is empty. */
const START = '';

function rearranged(base: readonly string[], side: readonly string[]): boolean {
  const known = new Set(base);
  const present = new Set(side);
  const before = base.filter((id) => present.has(id));
  const now = side.filter((id) => known.has(id));
  return now.some((id, i) => id !== before[i]);
}
