// `npm run reset-password <e-mail>`: works beside a running Fermata and without one.
import { randomBytes } from 'node:crypto';
import { resetPassword } from '#server/account/reset-password.ts';
import { createPool } from '#server/db/pool.ts';
import { createPrisma } from '#server/db/prisma.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';
import { openDatabase } from './open-database.ts';

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
  await resetPassword(
    { env: { masterKey: database.masterKey }, pool, prisma: createPrisma(pool) },
    { email, password },
  );
  console.log(
    `The new password of ${email} is ${password}\nEveryone signed in with the old one is signed out. Change it under Account.`,
  );
} finally {
  await pool.end();
  await database.close();
}
