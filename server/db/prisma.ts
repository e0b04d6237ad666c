import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '#generated/prisma/client.ts';
import type { Pool } from '#server/db/pool.ts';

export type Prisma = PrismaClient;
export { Prisma as PrismaTypes } from '#generated/prisma/client.ts';

/** Prisma on the process's own pool; the pool's owner closes it. */
export function createPrisma(pool: Pool): Prisma {
  return new PrismaClient({ adapter: new PrismaPg(pool), log: [] });
}
