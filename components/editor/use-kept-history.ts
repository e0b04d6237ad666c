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
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop = (): void => undefined;
    let left = false;
    void openHistory(`fermata:history:${userId}:${workflow}:`, graph)
      .then((key) => {
        if (left) return;
        stop = graph.subscribe((state, before) => {
          if (state.history === before.history) return;
          clearTimeout(timer);
          timer = setTimeout(() => void set(key, packHistory(graph.getState())).catch(() => undefined), DEBOUNCE_MS);
        });
      })
      .catch(() => undefined);
    return () => {
      left = true;
      stop();
      clearTimeout(timer);
    };
  }, [userId, workflow, graph]);
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
