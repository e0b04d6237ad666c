// `npm run reset-password <e-mail>`: works beside a running Fermata and without one.
import { randomBytes } from 'node:crypto';
import { resetPassword } from '#server/account/reset-password.ts';
import { openEmbeddedPostgres } from '#server/db/embedded.ts';
import { createPool } from '#server/db/pool.ts';
import { createPrisma } from '#server/db/prisma.ts';
import { readSettings } from '#server/env.ts';
import { embeddedOptions } from '#server/main/embedded-database.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';

async function openDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const settings = readSettings();
  if (settings.databaseUrl) return { url: settings.databaseUrl, close: async () => undefined };
  const server = await openEmbeddedPostgres(await embeddedOptions(settings));
  return { url: server.url, close: async () => (server.adopted ? undefined : await server.stop()) };
}

const email = process.argv[2];
if (!email) {
  console.error('Whose password? npm run reset-password someone@example.org');
  process.exit(1);
}
const database = await openDatabase();
await prepareDatabase(database.url);
const pool = createPool(database.url, { max: 2, name: 'fermata reset-password' });
try {
  const password = randomBytes(12).toString('base64url');
  await resetPassword({ prisma: createPrisma(pool) }, { email, password });
  console.log(
    `The new password of ${email} is ${password}\nEveryone signed in with the old one is signed out. Change it under Account.`,
  );
} finally {
  await pool.end();
  await database.close();
}
