import type { Log } from '#server/log.ts';

/** Something that repeats until it is stopped; `stop` waits for what runs. */
export interface Chore {
  stop(): Promise<void>;
}

/** A chore that repeats: one at a time, `ms` after the last one ended. What it throws is logged and tried again. */
export function every(ms: number, what: string, log: Log, work: () => Promise<unknown>): Chore {
  let stopped = false;
  let timer: NodeJS.Timeout;
  let current = Promise.resolve();
  const schedule = (): void => {
    timer = setTimeout(() => {
      current = work()
        .catch((cause: unknown) => {
          if (!stopped) log.warn({ err: cause }, `${what} failed; trying again.`);
        })
        .then(() => {
          if (!stopped) schedule();
        });
    }, ms);
  };
  schedule();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
