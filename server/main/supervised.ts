/**
 * The child's side of `npm start`. A program that `npm run` started by itself has no supervisor; everything here then
 * does what the terminal or the service manager asks.
 */
export function isSupervised(): boolean {
  return process.connected === true;
}

/** Tells the supervisor that this program does its work now. Until then its end is a failed start, not a lost child. */
export function announceReady(): void {
  if (isSupervised()) process.send?.({ type: 'ready' });
}

/**
 * Ends the process after `stop` on SIGTERM, Ctrl-C, or when the supervisor is gone, however it went: nobody would be
 * left to stop this process later. A second request does not wait.
 */
export function stopOnRequest(stop: () => Promise<void>): void {
  let stopping = false;
  const request = () => {
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        process.stderr.write(`Stopping failed: ${cause instanceof Error ? cause.message : String(cause)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', request);
  process.on('SIGINT', request);
  if (isSupervised()) process.once('disconnect', request);
  // It went while this program was starting, and took the news with it.
  else if (process.send !== undefined) request();
  else whenNpmIsGone(request);
}

const PARENT_CHECK_MS = 500;

/**
 * npm passes SIGTERM on to the shell between itself and the program, and the shell dies of it alone. A program that
 * npm started therefore watches for having lost its parent; one that was started otherwise may outlive it.
 */
export function whenNpmIsGone(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  timer.unref();
}
