import type { RunStatus } from '#core/run/state.ts';

/** In the order in which a run goes through them. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly RunStatus[];
