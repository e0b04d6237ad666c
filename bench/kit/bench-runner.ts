import { announceReady, isSupervised, stopOnRequest } from '#server/main/supervised.ts';
import type { Runner } from '#server/runner/runner.ts';
import { startTestRunner } from '#server/runner/testing/test-runner.ts';

/** A runner of the engine's test nodes. The node `stuck` never ends where `isStuck`. */
export function startBenchRunner(url: string, isStuck = false): Promise<Runner> {
  const stuck = isStuck ? () => new Promise<never>(() => undefined) : async () => null;
  return startTestRunner(url, { stuck });
}

// As a process of its own: started by `runner-process.ts`.
if (isSupervised() && process.env.FERMATA_BENCH_URL) {
  const runner = await startBenchRunner(process.env.FERMATA_BENCH_URL, process.env.FERMATA_BENCH_STUCK === '1');
  stopOnRequest(() => runner.stop());
  announceReady();
  await runner.dead;
  process.exit(1);
}
