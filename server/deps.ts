import { createAuth, type Auth } from '#server/account/auth.ts';
import { ensureOwnerFromEnv } from '#server/account/ensure-owner.ts';
import { createPool, type Pool } from '#server/db/pool.ts';
import { createPrisma, type Prisma } from '#server/db/prisma.ts';
import { readEnv, type Env } from '#server/env.ts';
import { Live } from '#server/live/live.ts';
import { createLog, type Log } from '#server/log.ts';
import { createRunGateway, type RunGateway } from '#server/runner/gateway.ts';
import { ensureMasterKey, hideSettings } from '#server/secret/master-key.ts';

/** What services are given. One set per process, or per test. */
export interface Deps {
  env: Env;
  pool: Pool;
  prisma: Prisma;
  gateway: RunGateway;
  live: Live;
  auth: Auth;
  log: Log;
}

const POOL_MAX = 20;

export async function createDeps(env: Env): Promise<Deps> {
  hideSettings(env);
  const log = createLog(env.logLevel, 'web');
  const pool = createPool(env.databaseUrl, { max: POOL_MAX, name: 'fermata web', log });
  await ensureMasterKey(pool, env.masterKey).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const gateway = createRunGateway(pool);
  const prisma = createPrisma(pool);
  const live = new Live(env.databaseUrl, log);
  return { env, pool, prisma, gateway, live, auth: createAuth(env, prisma), log };
}

export async function closeDeps(deps: Deps): Promise<void> {
  await deps.live.close();
  await deps.prisma.$disconnect();
  await deps.pool.end();
}

const holder = globalThis as typeof globalThis & { fermataDeps?: Promise<Deps> };

/**
 * The web process's own. On `globalThis`, because the bundler gives every route its own copy of this module.
 * The owner and key of the environment exist once it has resolved.
 */
export function webDeps(): Promise<Deps> {
  holder.fermataDeps ??= startWeb().catch((error: unknown) => {
    holder.fermataDeps = undefined;
    throw error;
  });
  return holder.fermataDeps;
}

async function startWeb(): Promise<Deps> {
  const deps = await createDeps(readEnv());
  try {
    await ensureOwnerFromEnv(deps);
    return deps;
  } catch (error) {
    // Whoever asked is only told that it does not work; the sentence is for whoever set it up.
    deps.log.error({ err: error }, error instanceof Error ? error.message : 'The web process cannot start.');
    await closeDeps(deps);
    throw error;
  }
}
