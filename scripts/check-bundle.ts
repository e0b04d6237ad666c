// Proof, after a build, that no server code and no name of a secret went to the browser, and that nothing in it can be
// called as a Server Action.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Server code cannot do without SQL, and settings that hold secrets are read nowhere else. */
const FORBIDDEN = [
  'INSERT INTO ',
  'pg_notify',
  'pg_advisory',
  'FERMATA_MASTER_KEY',
  'FERMATA_OWNER_PASSWORD',
  'FERMATA_API_KEY',
  'OPENAI_API_KEY',
  'DATABASE_URL',
];
const STATIC = join('.next', 'static');
const ACTIONS = join('.next', 'server', 'server-reference-manifest.json');

let files = 0;
const problems: string[] = [];
for (const entry of await readdir(STATIC, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|map|json)$/.test(entry.name)) continue;
  files++;
  const path = join(entry.parentPath, entry.name);
  const content = await readFile(path, 'utf8');
  for (const text of FORBIDDEN) if (content.includes(text)) problems.push(`${path} contains ${text}`);
}

const actions = JSON.parse(await readFile(ACTIONS, 'utf8')) as Record<'node' | 'edge', object>;
for (const id of [...Object.keys(actions.node), ...Object.keys(actions.edge)]) {
  problems.push(`${ACTIONS} has the Server Action ${id}`);
}

for (const problem of problems) console.error(problem);
if (files === 0) console.error(`No files in ${STATIC}: build first.`);
if (files === 0 || problems.length > 0) process.exitCode = 1;
