import { useState } from 'react';

/** The rows of a list that somebody picked. What is no longer listed is no longer picked. */
export interface Picked {
  ids: string[];
  has(id: string): boolean;
  set(id: string, isPicked: boolean): void;
  all(isPicked: boolean): void;
}

export function usePicked(listed: readonly string[]): Picked {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  return {
    ids: listed.filter((id) => picked.has(id)),
    has: (id) => picked.has(id),
    set(id, isPicked) {
      const next = new Set(picked);
      if (isPicked) next.add(id);
      else next.delete(id);
      setPicked(next);
    },
    all: (isPicked) => setPicked(new Set(isPicked ? listed : [])),
  };
}
