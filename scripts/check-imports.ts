// Who may import whom. The tool exits 0 as well when it understood no file at all, so modules are counted.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const MINIMUM_MODULES = 100;
const FOLDERS = ['app', 'bench', 'components', 'core', 'e2e', 'nodes', 'prisma', 'scripts', 'server'];

interface Report {
  summary: {
    totalCruised: number;
    violations: { rule: { name: string; severity: string }; from: string; to: string; cycle?: { name: string }[] }[];
  };
}

const args = [
  '--config',
  '.dependency-cruiser.mjs',
  '--output-type',
  'json',
  ...FOLDERS.filter((path) => existsSync(path)),
];
// It exits with the number of violations; the report is complete either way.
const { stdout } = await promisify(execFile)('depcruise', args, { maxBuffer: 2 ** 28 }).catch(
  (cause: { stdout: string }) => cause,
);
const { summary } = JSON.parse(stdout) as Report;

for (const { rule, from, to, cycle } of summary.violations) {
  console.error(`${rule.name}: ${from} -> ${cycle ? cycle.map((step) => step.name).join(' -> ') : to}`);
}
console.log(`${summary.totalCruised} modules, ${summary.violations.length} violations`);
if (summary.totalCruised < MINIMUM_MODULES) {
  console.error(`Only ${summary.totalCruised} modules were found: the rules were not applied.`);
  process.exitCode = 1;
}
if (summary.violations.length > 0) process.exitCode = 1;
