import type { SelectionStore } from './selection-store.ts';

/**
 * With Shift held, a marquee adds to what was selected. React Flow begins every marquee by selecting nothing, so what
 * was there is remembered when the pointer goes down.
 */
export interface Marquee {
  /** The pointer went down somewhere on the canvas. */
  remember(): void;
  start(adds: boolean): void;
  end(): void;
  /** What stays selected whatever the marquee covers. */
  kept(): { nodes: ReadonlySet<string>; edges: ReadonlySet<string> };
}

const NONE = { nodes: new Set<string>(), edges: new Set<string>() };

export function createMarquee(selection: SelectionStore): Marquee {
  let before: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> } = NONE;
  let kept = NONE as typeof before;
  return {
    remember: () => {
      const { nodes, edges } = selection.getState();
      before = { nodes, edges };
    },
    start: (adds) => {
      kept = adds ? before : NONE;
      // It has selected nothing just before.
      if (adds) selection.setState(before);
    },
    end: () => {
      kept = NONE;
    },
    kept: () => kept,
  };
}
