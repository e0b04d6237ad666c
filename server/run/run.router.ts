import { tracked, type TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { requirePermission } from '#server/account/permissions.ts';
import { procedure } from '#server/trpc/init.ts';
import { archiveRuns, deleteRuns, dismissRuns, restoreRuns } from './change-runs.ts';
import { countDeadLetters, listDeadLetters } from './dead-letters.ts';
import { listRuns } from './list-runs.ts';
import { getQueuePlace, getRun, getRunValue } from './read-run.ts';
import {
  cancelRunInput,
  deadLetterCountOutput,
  deadLettersInput,
  deadLettersOutput,
  listRunsInput,
  listRunsOutput,
  redriveInput,
  resolveNodeInput,
  runIdsInput,
  runIdInput,
  runOutput,
  runQueuePlaceOutput,
  runValueInput,
  runValueOutput,
  startRunInput,
  startRunOutput,
  watchRunInput,
} from './run.schema.ts';
import { findRun } from './run-repository.ts';
import { redriveRun } from './redrive-run.ts';
import { runAgain } from './run-again.ts';
import { cancelRun, resolveNode } from './signal-run.ts';
import { startRun } from './start-run.ts';
import { watchChanges } from './watch-all.ts';
import { watchRun } from './watch-run.ts';

export const runRouter = {
  start: procedure
    .input(startRunInput)
    .output(startRunOutput)
    .mutation(({ ctx, input }) => startRun(ctx.deps, ctx.actor, input)),
  /** A new run with the input of this one. */
  again: procedure
    .input(runIdInput)
    .output(startRunOutput)
    .mutation(({ ctx, input }) => runAgain(ctx.deps, ctx.actor, input)),
  list: procedure
    .input(listRunsInput)
    .output(listRunsOutput)
    .query(({ ctx, input }) => listRuns(ctx.deps, ctx.actor, input)),
  get: procedure
    .input(runIdInput)
    .output(runOutput)
    .query(({ ctx, input }) => getRun(ctx.deps, ctx.actor, input)),
  /** Tracked events carry their `seq`, so a client that reconnects goes on where it was. */
  watch: procedure.input(watchRunInput).subscription(async ({ ctx, input }) => {
    requirePermission(ctx.actor, 'run:view');
    const run = await findRun(ctx.deps, ctx.actor, input.id);
    const updates = watchRun(ctx.deps, run.id, Number(input.lastEventId ?? 0), ctx.signal);
    return track(updates);
  }),
  watchAll: procedure.input(z.strictObject({})).subscription(({ ctx }) => {
    requirePermission(ctx.actor, 'run:view');
    return watchChanges(ctx.deps, ctx.signal);
  }),
  /** A new run that goes on from this one. */
  redrive: procedure
    .input(redriveInput)
    .output(startRunOutput)
    .mutation(({ ctx, input }) => redriveRun(ctx.deps, ctx.actor, input)),
  deadLetters: procedure
    .input(deadLettersInput)
    .output(deadLettersOutput)
    .query(({ ctx, input }) => listDeadLetters(ctx.deps, ctx.actor, input)),
  deadLetterCount: procedure.output(deadLetterCountOutput).query(({ ctx }) => countDeadLetters(ctx.deps, ctx.actor)),
  dismiss: procedure
    .input(runIdsInput)
    .output(z.void())
    .mutation(({ ctx, input }) => dismissRuns(ctx.deps, ctx.actor, input)),
  archive: procedure
    .input(runIdsInput)
    .output(z.void())
    .mutation(({ ctx, input }) => archiveRuns(ctx.deps, ctx.actor, input)),
  restore: procedure
    .input(runIdsInput)
    .output(z.void())
    .mutation(({ ctx, input }) => restoreRuns(ctx.deps, ctx.actor, input)),
  delete: procedure
    .input(runIdsInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteRuns(ctx.deps, ctx.actor, input)),
  cancel: procedure
    .input(cancelRunInput)
    .output(z.void())
    .mutation(({ ctx, input }) => cancelRun(ctx.deps, ctx.actor, input)),
  /** Asked again while a run is queued: its events say only when that is over. */
  queuePlace: procedure
    .input(runIdInput)
    .output(runQueuePlaceOutput)
    .query(({ ctx, input }) => getQueuePlace(ctx.deps, ctx.actor, input)),
  value: procedure
    .input(runValueInput)
    .output(runValueOutput)
    .query(({ ctx, input }) => getRunValue(ctx.deps, ctx.actor, input)),
  resolve: procedure
    .input(resolveNodeInput)
    .output(z.void())
    .mutation(({ ctx, input }) => resolveNode(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;

async function* track(updates: ReturnType<typeof watchRun>) {
  for await (const update of updates) {
    if (update.kind === 'event') yield tracked(String(update.event.seq), update);
    else yield update;
  }
}
