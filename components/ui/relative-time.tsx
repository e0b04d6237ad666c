'use client';

import { useSyncExternalStore } from 'react';
import { formatExact, formatRelative } from './format.ts';

const TICK_MS = 15_000;
const listeners = new Set<() => void>();
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

/** One clock for the whole page, however many times it shows; it stands still while nobody looks. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    nowMs = 0;
  };
}

function snapshot(): number {
  if (nowMs === 0) nowMs = Date.now();
  return nowMs;
}

/** Milliseconds since the epoch, renewed every 15 s; null while rendering on the server. */
export function useNow(): number | null {
  return useSyncExternalStore(subscribe, snapshot, () => null);
}

/** `4 min ago` with the exact moment as its title. */
export function RelativeTime({ iso, className }: { iso: string; className?: string }) {
  const now = useNow();
  if (now === null) return <time dateTime={iso} className={className} />;
  // An event that is newer than the last tick is "just now", not "in a moment".
  const at = Date.parse(iso);
  const reference = at > now && at - now < TICK_MS * 2 ? Math.max(now, Date.now()) : now;
  return (
    <time dateTime={iso} title={formatExact(iso)} className={className}>
      {formatRelative(iso, reference)}
    </time>
  );
}
