import { del, get, keys, set } from 'idb-keyval';
import { useEffect } from 'react';
import { useMe } from '#components/account/use-me.ts';
import type { GraphStore } from '#components/canvas/graph-store.ts';
import { packHistory, unpackHistory } from './kept-history.ts';
import { claimTab, isTabGone } from './this-tab.ts';

/** Soon enough for a reload, late enough for a row of edits. */
const DEBOUNCE_MS = 500;

/** Lets undo go back to before a reload of this tab. Without storage in the browser, it begins with the page. */
export function useKeptHistory(workflow: string, graph: GraphStore): void {
  const userId = useMe()?.user.id;
  useEffect(() => {
    if (userId === undefined || graph.getState().readOnly) return;
    let stop = (): void => undefined;
    let left = false;
    void openHistory(`fermata:history:${userId}:${workflow}:`, graph)
      .then((key) => {
        if (left) return;
        stop = keepHistory(key, graph);
      })
      .catch(() => undefined);
    return () => {
      left = true;
      stop();
    };
  }, [userId, workflow, graph]);
}

/** Writes the history down a moment after a step, and at once when the page is left within that moment. */
function keepHistory(key: string, graph: GraphStore): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    void set(key, packHistory(graph.getState())).catch(() => undefined);
  };
  const unsubscribe = graph.subscribe((state, before) => {
    if (state.history === before.history) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(write, DEBOUNCE_MS);
  });
  window.addEventListener('pagehide', write);
  return () => {
    unsubscribe();
    window.removeEventListener('pagehide', write);
    write();
  };
}

/** Takes up what this tab kept, and throws away what tabs have left that are gone. Returns where to keep it. */
async function openHistory(mine: string, graph: GraphStore): Promise<string> {
  const own = mine + (await claimTab());
  const history = unpackHistory(await get<unknown>(own), graph.getState().document);
  if (history) graph.restore(history);
  const others = (await keys<string>()).filter((key) => key.startsWith(mine) && key !== own);
  for (const key of others) if (await isTabGone(key.slice(mine.length))) await del(key);
  return own;
}
