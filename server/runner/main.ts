import 'server-only';
import { FermataError } from '#core/errors.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';
import { createCapabilities } from '#server/capabilities/create-capabilities.ts';
import { readEnv } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';
import { announceReady, isSupervised, stopOnRequest } from '#server/main/supervised.ts';
import { ensureMasterKeyAt, hideSettings } from '#server/secret/master-key.ts';
import { sweepOldRuns } from './retention.ts';
import { startRunner } from './runner.ts';

/** A runner process: executes nodes, and nothing else does. Any number of them work on one database. */
async function main(): Promise<void> {
  const env = readEnv();
  hideSettings(env);
  // Under `npm start` the supervisor has done it.
  if (!isSupervised()) await prepareDatabase(env.databaseUrl);
  await ensureMasterKeyAt(env.databaseUrl, env.masterKey);
  const log = createLog(env.logLevel, 'runner');
  const runner = await startRunner({
    url: env.databaseUrl,
    definitions: nodeDefinitions,
    executors: nodeExecutors,
    capabilities: (pool) => createCapabilities({ env, pool }),
    retention: (own, ownLog) => sweepOldRuns(own, env, ownLog),
    log,
  });
  stopOnRequest(() => runner.stop());
  announceReady();
  log.info({ runner: runner.executorId }, 'The runner is ready.');
  await runner.dead;
  log.error('Other runners took this one for dead and have its runs. It ends, and a new one may start.');
  process.exit(1);
}

try {
  await main();
} catch (cause) {
  const known = FermataError.is(cause) && cause.code !== 'INTERNAL';
  process.stderr.write(known ? `${cause.message}\n` : `The runner could not start: ${String(cause)}\n`);
  process.exit(1);
}
