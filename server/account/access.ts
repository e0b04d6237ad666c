import { setTimeout as sleep } from 'node:timers/promises';
import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { actorOfKey } from './api-keys.ts';
import { memberOf } from './membership.ts';
import type { Actor } from './permissions.ts';
import { currentSession } from './resolve-actor.ts';

/** Hints can get lost with their connection: a stream looks by itself this often. */
const CHECK_MS = 15_000;

/** For streams, which are allowed once and stay open: whether whoever opened one may still have it. */
export interface Access {
  /** Aborted when access is lost; the reason is a FermataError UNAUTHENTICATED with a sentence for the person. */
  lost: AbortSignal;
  /** Begins to watch. @returns what ends it. */
  watch(): () => void;
}

export function accessOf(deps: Deps, actor: Actor, headers: Headers): Access {
  const lost = new AbortController();
  return {
    lost: lost.signal,
    watch() {
      const left = new AbortController();
      const hints = deps.live.watchPerson(actor.user.id);
      // The first look is at once: access may be gone since the actor was resolved, and that hint went to nobody.
      hints.wake();
      const look = async (): Promise<void> => {
        while (!left.signal.aborted) {
          await hints.next(CHECK_MS, left.signal);
          if (left.signal.aborted) return;
          const why = await whyLost(deps, actor, headers).catch((cause: unknown) => {
            deps.log.warn({ err: cause }, 'Whether a stream is still allowed could not be looked up; trying again.');
            return undefined;
          });
          if (why === null) continue;
          if (why) return lost.abort(new FermataError('UNAUTHENTICATED', `${why} Sign in again.`));
          await sleep(RETRY_MS, undefined, { signal: left.signal }).catch(() => undefined);
          hints.wake();
        }
      };
      void look();
      return () => {
        left.abort();
        hints.close();
      };
    },
  };
}
const RETRY_MS = 1_000;

/** A sentence, or null while the access is what it was when the stream was opened. */
async function whyLost(deps: Deps, actor: Actor, headers: Headers): Promise<string | null> {
  const member = await memberOf(deps, actor.user.id);
  if (!member) return 'You no longer have access to this workspace.';
  if (member.role !== actor.role || member.approver !== actor.approver) return 'Your role was changed.';
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    return actorOfKey(deps, authorization).then(
      () => null,
      (error: unknown) => {
        if (FermataError.is(error)) return error.message;
        throw error;
      },
    );
  }
  if (headers.has('cookie') && !(await currentSession(deps, headers))) return 'This session was ended.';
  return null;
}

/**
 * Passes a stream on until access is lost, and then ends it with the reason. The stream itself must end on
 * `access.lost`.
 */
export async function* whileAllowed<T>(access: Access, stream: AsyncIterable<T>): AsyncGenerator<T, void> {
  const stop = access.watch();
  try {
    for await (const value of stream) {
      if (access.lost.aborted) break;
      yield value;
    }
  } finally {
    stop();
  }
  access.lost.throwIfAborted();
}
