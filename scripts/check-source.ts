// The rules of source-rules.ts, held against this project.
import { readFile, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Lockfile, type Manifest, packageProblems, textProblems } from './source-rules.ts';

const FOLDERS = ['app', 'bench', 'components', 'core', 'e2e', 'nodes', 'prisma', 'scripts', 'server'];
/** The rules themselves and their examples. */
const RULES = /^scripts\/source-rules\./;

const problems = packageProblems(
  JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile,
  JSON.parse(await readFile('package.json', 'utf8')) as Manifest,
);
for (const folder of FOLDERS) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name).replaceAll(sep, '/');
    if (!entry.isFile() || !/\.(ts|tsx|mts|mjs)$/.test(entry.name) || RULES.test(path)) continue;
    problems.push(...textProblems(path, await readFile(path, 'utf8')));
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
