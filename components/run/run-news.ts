import type { NodeRun } from '#components/canvas/run-source.ts';
import { NODE_STATUS_LOOK } from '#components/ui/status.tsx';
import { runWords } from '#components/outline/row-words.ts';

/** How each node stood when it was last told of; nodes that have not begun are left out. */
export type Told = ReadonlyMap<string, string>;

export interface News {
  /** A sentence for screen readers; empty when nothing happened that is worth one. */
  sentence: string;
  told: Told;
}

/** More than these at once are counted: nobody listens to forty names. */
const MOST_NAMED = 3;

/**
 * What has happened since it was last told: `Write: Running. Approve: Waiting for Ana`. What comes and goes within a
 * moment (queued) and what never happened (skipped) is not told.
 */
export function runNews(before: Told, nodes: readonly { id: string; title: string; run: NodeRun | null }[]): News {
  const told = new Map<string, string>();
  const news: { title: string; words: string; status: NodeRun['status'] }[] = [];
  for (const { id, title, run } of nodes) {
    if (run === null || run.status === 'queued' || run.status === 'skipped') continue;
    // The items of a map are counted while it runs: that is for the eye.
    const words = run.status === 'running' ? NODE_STATUS_LOOK.running.word : runWords(run);
    const state = `${words} ${run.iteration ?? 1}`;
    told.set(id, state);
    if (before.get(id) !== state) news.push({ title, words, status: run.status });
  }
  // What asks for somebody or went wrong is never lost in a count.
  const urgent = news.filter(({ status }) => status === 'waiting' || status === 'failed');
  const others = news.filter((one) => !urgent.includes(one));
  const named = [...urgent, ...(others.length <= MOST_NAMED ? others : [])];
  const counted = others.length > MOST_NAMED ? [`${others.length} nodes went on`] : [];
  return { sentence: [...named.map(({ title, words }) => `${title}: ${words}`), ...counted].join('. '), told };
}
