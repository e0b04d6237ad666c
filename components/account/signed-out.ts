import { createStore } from 'zustand';

/** How long a reason that a stream gave explains the refusals that follow. */
const REASON_MS = 15_000;

interface SignedOut {
  /** What the page says; null while this browser is signed in, as far as it knows. */
  sentence: string | null;
}

export const signedOutStore = createStore<SignedOut>(() => ({ sentence: null }));

let reason: { sentence: string; atMs: number } | null = null;

/**
 * Keeps what a stream that ended said. It may still open again: changing the password replaces the session. If a call
 * was refused first, the page says so already, and now says why.
 */
export function rememberReason(sentence: string): void {
  reason = { sentence, atMs: performance.now() };
  if (signedOutStore.getState().sentence !== null) signedOutStore.setState({ sentence });
}

/** A call was refused for want of a session: the page says so, with the reason if one was given just now. */
export function showSignedOut(): void {
  const recent = reason && performance.now() - reason.atMs < REASON_MS ? reason.sentence : null;
  const before = signedOutStore.getState().sentence;
  signedOutStore.setState({ sentence: recent ?? before ?? 'You are signed out. Sign in again to go on.' });
}

/** A call was answered: whoever was signed out has signed in again, here or in another tab. */
export function showSignedIn(): void {
  if (signedOutStore.getState().sentence !== null) signedOutStore.setState({ sentence: null });
}
