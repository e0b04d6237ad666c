import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FermataError } from '#core/errors.ts';
import { PROJECT_DIR } from './prepare.ts';

/**
 * Brings the database to this version in a process of its own, as `npm run migrate` does. What it loads is needed once
 * at a start, and by no process that stays.
 * @param env what it needs beside this process's environment.
 * @returns the sentence that says what was done.
 * @throws FermataError UNAVAILABLE with a sentence.
 */
export async function prepareInChild(env: Record<string, string> = {}): Promise<string> {
  const args = [
    '--conditions=react-server',
    '--no-warnings',
    join(PROJECT_DIR, 'scripts/run.mjs'),
    join(PROJECT_DIR, 'scripts/migrate.ts'),
  ];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    return stdout.trim().split('\n').at(-1) ?? '';
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new FermataError('UNAVAILABLE', said || 'The database could not be prepared.', { cause });
  }
}
