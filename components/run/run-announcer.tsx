'use client';

import { useEffect, useState } from 'react';
import { titleOf } from '#components/canvas/to-flow.ts';
import { runNews } from './run-news.ts';
import type { Told } from './run-news.ts';
import type { RunStore } from './run-store.ts';

/** As often as one can listen to it. */
const PAUSE_MS = 1_500;

/** Tells screen readers how the nodes of a run go on. How the run as a whole stands is said by its header. */
export function RunAnnouncer({ store }: { store: RunStore }) {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    const { nodes } = store.document.spec;
    const look = (told: Told) =>
      runNews(
        told,
        nodes.map((node) => ({ id: node.id, title: titleOf(node), run: store.get(node.id) })),
      );
    // What had happened before the page was opened is no news.
    let told = look(new Map()).told;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = (): void => {
      timer = null;
      const news = look(told);
      told = news.told;
      if (news.sentence !== '') setSentence(news.sentence);
    };
    const stop = store.subscribeRun(() => {
      timer ??= setTimeout(tell, PAUSE_MS);
    });
    return () => {
      stop();
      if (timer) clearTimeout(timer);
    };
  }, [store]);
  return (
    <div role="log" aria-label="What the nodes do" className="sr-only">
      {sentence}
    </div>
  );
}
