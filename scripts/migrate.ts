import { readEnv } from '#server/env.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';

const applied = await prepareDatabase(readEnv().databaseUrl);
console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
