import { TRPCClientError } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { beforeEach, expect, test } from 'vitest';
import { rememberReason, showSignedIn, signedOutStore } from '#components/account/signed-out.ts';
import { watchSession } from './watch-session.ts';

type Link = ReturnType<typeof watchSession>;
type Envelope = Parameters<NonNullable<Parameters<ReturnType<Parameters<Link>[0]['next']>['subscribe']>[0]['next']>>[0];

const refused = new TRPCClientError<never>('Sign in first.', {
  result: {
    error: {
      data: { httpStatus: 401, error: { code: 'UNAUTHENTICATED', message: 'Sign in first.', requestId: 'r' } },
    },
  } as never,
});

/** One call that says these things and is then refused, or goes on. */
function call(said: Envelope['result'][], isRefused: boolean): void {
  const link = watchSession({});
  link({
    op: { id: 1, type: 'subscription', path: 'approval.watch', input: {}, context: {}, signal: null },
    next: () =>
      observable((observer) => {
        for (const result of said) observer.next({ result });
        if (isRefused) observer.error(refused);
      }),
  }).subscribe({ error: () => undefined });
}

const connecting: Envelope['result'] = { type: 'state', state: 'connecting', error: null };
const sentence = () => signedOutStore.getState().sentence;

beforeEach(() => showSignedIn());

test('a stream that connects and is refused leaves the reason on the page', () => {
  rememberReason('Your role was changed. Sign in again.');
  call([], true);
  expect(sentence()).toBe('Your role was changed. Sign in again.');
  call([connecting, { type: 'started' }], false);
  expect(sentence()).toBe('Your role was changed. Sign in again.');
  call([connecting, { type: 'started' }], true);
  expect(sentence()).toBe('Your role was changed. Sign in again.');
});

test('a reason that comes after a refused call is shown', () => {
  call([], true);
  rememberReason('This session was ended. Sign in again.');
  expect(sentence()).toBe('This session was ended. Sign in again.');
});

test('an answer that was under way when the session ended does not lose the reason', () => {
  rememberReason('Your role was changed. Sign in again.');
  call([], true);
  call([{ type: 'data', data: 1 }], false);
  expect(sentence()).toBeNull();
  call([], true);
  expect(sentence()).toBe('Your role was changed. Sign in again.');
});
