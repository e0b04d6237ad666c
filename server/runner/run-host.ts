import type { PoolClient } from '#server/db/pool.ts';

/**
 * The job layer under the engine: a durable queue of segments that any runner process takes from, and the recovery of
 * what a dead process had taken. The graph logic knows nothing of it. Implemented with DBOS in `dbos-host.ts`.
 */
export interface SegmentQueue {
  /** Enqueues segments in the caller's transaction: they exist when that commits. Enqueuing again does nothing. */
  enqueue(client: PoolClient, segments: readonly SegmentRef[]): Promise<void>;
}

export interface SegmentRef {
  runId: string;
  segment: number;
}

export interface RunHost {
  /** Begins to take segments. `onSegment` resolves when the segment has ended, and never rejects. */
  launch(onSegment: (runId: string, segment: number) => Promise<void>): Promise<void>;
  /** There may be segments to take. Without it they are found a little later. */
  hint(): void;
  /** Puts back what these processes had taken, for anybody to take. Only for processes that are certainly dead. */
  recover(executorIds: string[]): Promise<void>;
  /** Takes nothing more, waits for segments under way, and closes. */
  shutdown(timeoutMs: number): Promise<void>;
}

/** Reads of the queue's tables, for the sweeps. */
export interface QueueView {
  /** Processes marked dead or stopped that still hold segments. */
  lostExecutors(client: PoolClient): Promise<string[]>;
  /** Active runs whose current segment nobody has taken and no queue holds. */
  orphanedRuns(client: PoolClient): Promise<SegmentRef[]>;
  /** Segments that this process has taken, older than `graceMs`. */
  takenBy(client: PoolClient, executorId: string, graceMs: number): Promise<SegmentRef[]>;
}

/** The name of a segment in the queue. One name, one execution at a time. */
export const segmentId = (runId: string, segment: number): string => `${runId}:${segment}`;

export function parseSegmentId(id: string): SegmentRef {
  const colon = id.lastIndexOf(':');
  return { runId: id.slice(0, colon), segment: Number(id.slice(colon + 1)) };
}
