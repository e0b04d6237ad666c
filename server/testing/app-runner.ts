import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';
import { createCapabilities } from '#server/capabilities/create-capabilities.ts';
import { type Runner, startRunner } from '#server/runner/runner.ts';
import { createTestApp, type TestApp } from './test-app.ts';

/** A runner with the real vocabulary on the app's database. */
function startAppRunner({ deps: { env, log } }: TestApp): Promise<Runner> {
  return startRunner({
    url: env.databaseUrl,
    definitions: nodeDefinitions,
    executors: nodeExecutors,
    capabilities: (pool) => createCapabilities({ env, pool }),
    log,
  });
}

export interface RunningApp extends TestApp {
  /** Stops the runner and starts another, as an update does. */
  restartRunner(): Promise<void>;
}

/** An app with a runner, which stops when it is closed. */
export async function createRunningApp(): Promise<RunningApp> {
  const app = await createTestApp();
  let runner = await startAppRunner(app);
  return {
    ...app,
    restartRunner: async () => {
      await runner.stop();
      runner = await startAppRunner(app);
    },
    close: async () => {
      await runner.stop();
      await app.close();
    },
  };
}
