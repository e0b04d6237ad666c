import type { Capabilities } from '#core/node/capabilities.ts';
import { createLog } from '#server/log.ts';
import { type Runner, type RunnerOptions, startRunner } from '../runner.ts';
import { type Behaviours, testDefinitions, testExecutors } from './test-nodes.ts';

/** A whole runner in this process, of the test nodes unless `rest` says otherwise. */
export function startTestRunner(
  url: string,
  behaviours: Behaviours = {},
  rest: Partial<RunnerOptions> = {},
): Promise<Runner> {
  return startRunner({
    url,
    definitions: testDefinitions,
    executors: testExecutors(behaviours),
    capabilities: () => () => ({}) as Capabilities,
    log: createLog('silent', 'test'),
    ...rest,
  });
}
