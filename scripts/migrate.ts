import { readEnv } from '#server/env.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';
import { ensureMasterKeyAt } from '#server/secret/master-key.ts';

const env = readEnv();
const applied = await prepareDatabase(env.databaseUrl);
await ensureMasterKeyAt(env.databaseUrl, env.masterKey);
console.log(applied.length > 0 ? `Database: ready, ${applied.length} update(s) applied.` : 'Database: ready.');
