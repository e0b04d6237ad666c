/**
 * A forest that grows at its leaves: for every name, the last name that every way to it passes (the tree of dominators).
 * Each name also keeps one jump far up, chosen so that any climb takes logarithmically many steps.
 */
export interface Passage {
  has(name: string): boolean;
  /** Adds a name below another, or at the top. */
  place(name: string, above: string | null): void;
  /** The last name that the ways to all of the given names have passed, or one of them; null when there is none. */
  common(names: readonly string[]): string | null;
  /** Whether every way to `below` passes `name`. No name passes itself. */
  passes(name: string, below: string): boolean;
}

interface Spot {
  name: string | null;
  depth: number;
  above: Spot;
  jump: Spot;
}

export function createPassage(): Passage {
  const top = { name: null, depth: 0 } as Spot;
  top.above = top;
  top.jump = top;
  const spots = new Map<string, Spot>();
  return {
    has: (name) => spots.has(name),
    place(name, parent) {
      const above = spots.get(parent ?? '') ?? top;
      const { jump } = above;
      const far = above.depth - jump.depth === jump.depth - jump.jump.depth;
      spots.set(name, { name, depth: above.depth + 1, above, jump: far ? jump.jump : above });
    },
    common(names) {
      const [first = top, ...others] = names.map((name) => spots.get(name) ?? top);
      return others.reduce(meet, first).name;
    },
    passes(name, below) {
      const [spot, start] = [spots.get(name), spots.get(below)];
      return spot !== undefined && start !== undefined && spot !== start && climb(start, spot.depth) === spot;
    },
  };
}

function climb(from: Spot, depth: number): Spot {
  let at = from;
  while (at.depth > depth) at = at.jump.depth >= depth ? at.jump : at.above;
  return at;
}

function meet(first: Spot, second: Spot): Spot {
  const depth = Math.min(first.depth, second.depth);
  let [a, b] = [climb(first, depth), climb(second, depth)];
  // Equal depths have jumps of equal length.
  while (a !== b) [a, b] = a.jump === b.jump ? [a.above, b.above] : [a.jump, b.jump];
  return a;
}
