import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { showSignedIn, showSignedOut } from '#components/account/signed-out.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import { readFailure } from './error.ts';

/**
 * Every answer tells whether there is a session; the page says so when it has ended. What a stream says of its
 * connection is no answer: a stream connects before it is refused.
 */
export const watchSession: TRPCLink<AppRouter> = () => {
  return ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next(value) {
          if (value.result.type === undefined || value.result.type === 'data') showSignedIn();
          observer.next(value);
        },
        error(error) {
          if (readFailure(error).httpStatus === 401) showSignedOut();
          observer.error(error);
        },
        complete: () => observer.complete(),
      }),
    );
};
