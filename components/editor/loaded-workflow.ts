import type { RouterOutputs } from '#components/trpc/types.ts';

/** A workflow with its draft, as the editor opens it. */
export type LoadedWorkflow = RouterOutputs['workflow']['get'];
