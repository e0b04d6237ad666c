import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';
import { createCapabilities } from '#server/capabilities/create-capabilities.ts';
import { type Runner, startRunner } from '#server/runner/runner.ts';
import type { TestApp } from './test-app.ts';

/** A runner with the real vocabulary on the app's database. */
export function startAppRunner({ deps: { env, log } }: TestApp): Promise<Runner> {
  return startRunner({
    url: env.databaseUrl,
    definitions: nodeDefinitions,
    executors: nodeExecutors,
    capabilities: (pool) => createCapabilities({ env, pool }),
    log,
  });
}
