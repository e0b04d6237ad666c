// Rules that are about text rather than syntax: packages that must never come in, reasons beside exceptions,
// names of secrets in browser code.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Each of them runs text from users as code, or did. */
const DENIED_PACKAGES = [
  'vm2',
  'jsonpath',
  'jsonpath-plus',
  'expr-eval',
  'jsonata',
  'static-eval',
  'safe-eval',
  'notevil',
];
const FOLDERS = ['app', 'bench', 'components', 'core', 'e2e', 'nodes', 'prisma', 'scripts', 'server'];
const SELF = join('scripts', 'check-source.ts');

const problems: string[] = [];

const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
  packages: Record<string, { resolved?: string }>;
};
for (const path of Object.keys(lock.packages)) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (DENIED_PACKAGES.includes(name)) problems.push(`package-lock.json: ${name} is denied`);
}

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Record<string, Record<string, string>>;
for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  if (!/^\d/.test(version)) problems.push(`package.json: ${name} is not pinned to one version (${version})`);
}

const RULES: { pattern: RegExp; where: RegExp; problem: string }[] = [
  { pattern: /eslint-disable(?!.* -- \S)/, where: /./, problem: 'eslint-disable without a reason (-- why)' },
  { pattern: /@ts-(ignore|nocheck)/, where: /./, problem: 'the compiler is silenced' },
  { pattern: /@ts-expect-error(?! \S)/, where: /./, problem: '@ts-expect-error without a reason' },
  { pattern: /\b(TODO|FIXME|XXX)\b/, where: /./, problem: 'an open end' },
  { pattern: /^\s*['"]use server['"]/, where: /./, problem: 'no Server Actions' },
  {
    pattern: /process\.env/,
    where: /^(core|components|nodes)\/(?!.*\.test\.tsx?$)/,
    problem: 'only server and tools read the environment',
  },
  {
    pattern: /\b(Date\.now|Math\.random|new Date\(\)|crypto\.)/,
    where: /^core\/(?!.*\.test\.ts$)/,
    problem: 'core has no clock and no randomness',
  },
  { pattern: /\bswitch \((\w+\.)*node\.type\)/, where: /./, problem: 'node types are known by their registries only' },
];

for (const folder of FOLDERS) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.(ts|tsx|mts|mjs)$/.test(entry.name) || path === SELF) continue;
    const lines = (await readFile(path, 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      for (const rule of RULES) {
        if (rule.where.test(path) && rule.pattern.test(line)) problems.push(`${path}:${index + 1}: ${rule.problem}`);
      }
    }
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
