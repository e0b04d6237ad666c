import type { RouterOutputs } from '#components/trpc/types.ts';
import { assertNever } from '#core/assert-never.ts';

type QueuePlace = NonNullable<RouterOutputs['run']['queuePlace']>;
type QueueReason = NonNullable<RouterOutputs['run']['list']['items'][number]['queued']>;

/** Why a run has not started: "Waiting for a free place: 3 of 3 runs of this workflow are going on." */
export function queueSentence({ position, ...reason }: QueuePlace): string {
  const before = position - 1;
  const others = before === 0 ? 'This one is next.' : `${before} ${before === 1 ? 'waits' : 'wait'} before this one.`;
  return `Waiting for a free place: ${goingOn(reason)}. ${others}`;
}

function goingOn({ reason, going, places, key }: QueueReason): string {
  const runs = `${going} of ${places} ${places === 1 ? 'run' : 'runs'}`;
  const verb = going === 1 ? 'is' : 'are';
  switch (reason) {
    case 'key':
      return `${runs} with the key “${key ?? ''}” ${verb} going on`;
    case 'workflow':
      return `${runs} of this workflow ${verb} going on`;
    case 'workspace':
      return `${runs} of this workspace ${verb} going on`;
    default:
      return assertNever(reason, 'queue reason');
  }
}

/** The same in few words, for a badge in a list. */
export function queueLabel({ reason, key }: QueueReason): string {
  switch (reason) {
    case 'key':
      return `Queued: “${shortKey(key ?? '')}” is busy`;
    case 'workflow':
      return 'Queued: workflow is full';
    case 'workspace':
      return 'Queued: workspace is full';
    default:
      return assertNever(reason, 'queue reason');
  }
}

const MAX_KEY_CHARS = 20;

function shortKey(key: string): string {
  return key.length <= MAX_KEY_CHARS ? key : `${key.slice(0, MAX_KEY_CHARS - 1)}…`;
}
