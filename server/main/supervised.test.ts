import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const MODULE = pathToFileURL(join(import.meta.dirname, 'supervised.ts')).href;

/** The exit code of a program that would run for ever, whose supervisor goes before or after it is asked to listen. */
async function exitCode(when: 'while it starts' | 'while it runs'): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'fermata-supervised-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, 'program.mjs');
  await writeFile(
    program,
    `import { stopOnRequest } from ${JSON.stringify(MODULE)};
     setInterval(() => undefined, 1_000);
     const begin = () => stopOnRequest(async () => { process.exitCode = 0; });
     ${when === 'while it starts' ? "process.once('disconnect', begin);" : 'begin();'}
     process.send('up');`,
  );
  const child = fork(program, { execArgv: ['--conditions=react-server', '--no-warnings'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  child.disconnect();
  const [code] = await once(child, 'exit');
  return code;
}

test.each(['while it starts', 'while it runs'] as const)(
  'a supervisor that goes %s takes the program along',
  async (when) => {
    expect(await exitCode(when)).toBe(0);
  },
);
