// `npm run migration <name>`: writes the migration from the committed schema.prisma to the one in the working folder.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestServer } from '#server/testing/test-server.ts';
import { schemaDifference, withSchemaEngine } from '#prisma/schema-engine.ts';

const SCHEMA = 'prisma/schema.prisma';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) throw new Error('Give it a name: npm run migration add_something');
const { stdout: committed } = await promisify(execFile)('git', ['show', `HEAD:${SCHEMA}`]);
const wanted = await readFile(SCHEMA, 'utf8');
// Comparing two schema files reads no tables, but the engine will not start without a server to talk to.
const server = await startTestServer();
const sql = await withSchemaEngine(server.url, (engine) => schemaDifference(engine, committed, wanted)).finally(() =>
  server.stop(),
);
if (sql.includes('This is an empty migration')) throw new Error(`${SCHEMA} is as it was committed.`);
const folder = join('prisma/migrations', `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`);
await mkdir(folder);
await writeFile(join(folder, 'migration.sql'), sql);
console.log(`Wrote ${folder}/migration.sql. Read it: renames look like a removal and an addition.`);
