import type { RouterOutputs } from '#components/trpc/types.ts';

/** A run with its pinned document and its state when it was loaded. */
export type LoadedRun = RouterOutputs['run']['get'];
