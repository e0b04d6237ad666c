// `npm test`: everything, in the order in which it says no soonest. The last line is `N passed, N failed`.
// `--only static|unit|build|e2e` runs one part.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensureBuilt, ensureGenerated } from '#server/main/prepare.ts';
import { findOrInstallBrowser } from './browser.ts';
import { playwrightFailures, type PlaywrightReport, vitestFailures, type VitestReport } from './failures.ts';

const RESULTS = 'test-results';

interface Tally {
  passed: number;
  failed: number;
  /** A paragraph for each failure that is known by name. */
  failures?: string[];
}

interface Part {
  name: string;
  group: 'static' | 'unit' | 'build' | 'e2e';
  run(): Promise<Tally>;
}

/** A program that passes or fails as a whole; its output is shown only when it fails. */
function check(group: Part['group'], name: string, command: string, ...args: string[]): Part {
  return {
    name,
    group,
    run: async () => {
      const { code, output } = await execute(command, args, 'collect');
      if (code !== 0) process.stdout.write(`${output.trim()}\n`);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

const script = (file: string) => ['scripts/run.mjs', file];

const parts: Part[] = [
  check('static', 'source rules', 'node', ...script('scripts/check-source.ts')),
  check('static', 'format', 'biome', 'format', '.'),
  check('static', 'imports', 'node', ...script('scripts/check-imports.ts')),
  check('static', 'unused code', 'knip'),
  check('static', 'types', 'npm', 'run', '--silent', 'typecheck'),
  check('static', 'lint', 'npm', 'run', '--silent', 'lint'),
  { name: 'unit and database tests', group: 'unit', run: runVitest },
  { name: 'build', group: 'build', run: runBuild },
  check('build', 'nothing of the server in the browser', 'node', ...script('scripts/check-bundle.ts')),
  { name: 'journeys in a browser', group: 'e2e', run: runPlaywright },
];

async function runVitest(): Promise<Tally> {
  const report = join(RESULTS, 'vitest.json');
  const { code } = await execute(
    'vitest',
    ['run', '--reporter=minimal', '--reporter=json', `--outputFile.json=${report}`],
    'show',
  );
  const json = await readJson<VitestReport>(report);
  const passed = json?.numPassedTests ?? 0;
  const failures = json ? vitestFailures(json) : [];
  return withExitCode({ passed, failed: (json?.numTotalTests ?? 0) - passed, failures }, code);
}

async function runBuild(): Promise<Tally> {
  await ensureBuilt();
  return { passed: 1, failed: 0 };
}

async function runPlaywright(): Promise<Tally> {
  await ensureBuilt();
  const browser = await findOrInstallBrowser();
  const report = join(RESULTS, 'playwright.json');
  const { code } = await execute('playwright', ['test', '--reporter=list,json'], 'show', {
    CHROME_PATH: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  const json = await readJson<PlaywrightReport>(report);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = json?.stats ?? {};
  const failures = json ? playwrightFailures(json) : [];
  return withExitCode({ passed: expected, failed: unexpected + flaky + skipped, failures }, code);
}

/** A runner that broke off has fewer failures to report than there are: its exit code counts. */
function withExitCode(tally: Tally, code: number | null): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

async function readJson<T>(path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as T);
}

function execute(
  command: string,
  args: string[],
  output: 'collect' | 'show',
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', output === 'show' ? 'inherit' : 'pipe', output === 'show' ? 'inherit' : 'pipe'],
      env: { ...process.env, ...env },
    });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: text }));
  });
}

/** So many at once; whoever is done takes the next one. */
async function runParts(parts: Part[], atOnce: number): Promise<void> {
  const waiting = [...parts];
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await report(part);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function report(part: Part): Promise<void> {
  const startedAt = performance.now();
  const tally: Tally = await part.run().catch((cause: unknown) => {
    console.log(cause instanceof Error ? cause.message : String(cause));
    return { passed: 0, failed: 1 };
  });
  total.passed += tally.passed;
  total.failed += tally.failed;
  failures.push(...(tally.failures ?? []));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${part.name}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`,
  );
}

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const chosen = parts.filter((part) => !only || part.group === only);
const total = { passed: 0, failed: 0 };
const failures: string[] = [];
await rm(RESULTS, { recursive: true, force: true });
await mkdir(RESULTS, { recursive: true });
await ensureGenerated();
// What only reads the source goes side by side, in the same order; the rest has the machine for itself.
const isStatic = ({ group }: Part) => group === 'static';
await runParts(chosen.filter(isStatic), 2);
await runParts(
  chosen.filter((part) => !isStatic(part)),
  1,
);
// Said again at the end: whoever sees only the last lines of a long output sees what failed.
for (const failure of failures) console.log(`\n${failure}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
