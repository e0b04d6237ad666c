'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { formatDuration } from '#core/duration.ts';
import { cn } from '#components/ui/cn.ts';
import { NODE_STATUS_LOOK, StatusIcon } from '#components/ui/status.tsx';
import type { StatusLook } from '#components/ui/status.tsx';
import { countRender } from './render-counter.ts';
import { useNodeRun } from './run-source.ts';
import type { NodeRun } from './run-source.ts';

/**
 * Everything on a card that a run changes: badge, frame, last line and the state in the accessible name.
 * It is a leaf on purpose: one run event renders one of these and never a card. It stands in the card's header;
 * frame and line are placed against the card.
 */
export function NodeBadge({ nodeId, name }: { nodeId: string; name: string }) {
  countRender('badge');
  const run = useNodeRun(nodeId);
  const anchor = useRef<HTMLSpanElement>(null);
  const label = `${name}, ${run ? spoken(run) : 'idle'}`;
  // React Flow owns the element that has the name; a node object per run event would render the card.
  useLayoutEffect(() => {
    anchor.current?.closest('.react-flow__node')?.setAttribute('aria-label', label);
  }, [label]);
  const look = run ? lookOf(run) : null;
  return (
    <>
      <span
        ref={anchor}
        className={cn('canvas-state flex shrink-0 items-center gap-1 text-2xs font-medium tabular-nums', look?.ink)}
      >
        {run && look ? (
          <>
            <StatusIcon look={look} className="size-3" />
            <Words run={run} word={look.word} />
          </>
        ) : null}
      </span>
      {run ? <span className="canvas-frame" data-status={needsNobody(run) ? 'queued' : run.status} /> : null}
      {run?.line ? (
        <span
          className={cn(
            'canvas-run-line absolute inset-x-3 bottom-1.5 truncate text-2xs',
            run.status === 'failed' || run.status === 'waiting' ? look?.ink : 'text-muted',
          )}
        >
          {run.line}
        </span>
      ) : null}
    </>
  );
}

/** Fuchsia and the hand are for people: what waits for a timer or a retry looks like what waits in a queue. */
export function lookOf(run: NodeRun): StatusLook {
  return needsNobody(run)
    ? { ...NODE_STATUS_LOOK.queued, word: NODE_STATUS_LOOK.waiting.word }
    : NODE_STATUS_LOOK[run.status];
}

/** It waits, but for no person: it goes on by itself. */
export function needsNobody(run: NodeRun): boolean {
  return run.status === 'waiting' && run.person === false;
}

function Words({ run, word }: { run: NodeRun; word: string }) {
  const attempt = run.attempt !== undefined && run.attempt > 1 ? ` · attempt ${run.attempt}` : '';
  const round = run.iteration !== undefined && run.iteration > 1 ? `#${run.iteration} ` : '';
  const duration = run.durationMs === undefined ? '' : formatDuration(run.durationMs);
  const text = run.status === 'succeeded' && duration ? duration : (run.text ?? word);
  const ticks = run.status === 'running' && run.since;
  // From afar only what the icon does not say, such as whom it waits for: on the last line, where none streams.
  const isTold = run.text !== undefined && run.line === undefined;
  return (
    <span className="canvas-words max-w-32 truncate" data-told={isTold ? '' : undefined}>
      {round}
      {ticks ? (
        <>
          {run.text ? `${run.text} · ` : ''}
          <Ticking since={ticks} />
        </>
      ) : (
        text
      )}
      {attempt}
    </span>
  );
}

/** Seconds since a moment. Ticks once a second and renders nothing but itself. */
function Ticking({ since }: { since: string }) {
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    const tick = (): void => setNowMs(Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, []);
  if (nowMs === null) return null;
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(since)) / 1_000));
  return <>{seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)}</>;
}

function spoken(run: NodeRun): string {
  return run.text ? `${run.status}, ${run.text}` : run.status;
}
