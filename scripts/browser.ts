import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Chromium without its windows: a tenth less work for a page than the whole browser without a screen. */
const PACKAGE = 'chromium-headless-shell';
const NAMES = [PACKAGE, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Path of a Chromium or Chrome: `CHROME_PATH`, else one that is installed, else Debian's package of it when this
 * is root on such a system. A browser is never downloaded from anywhere else.
 * @throws Error that says how to install one.
 */
export async function findOrInstallBrowser(): Promise<string> {
  const found = await findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && (await onPath('apt-get'))) {
    console.log(`No Chromium found: installing the package "${PACKAGE}" with apt-get.`);
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26 };
    await promisify(execFile)('apt-get', ['update', '-qq'], options);
    const packages = [PACKAGE, 'fonts-dejavu-core', 'fonts-noto-color-emoji'];
    await promisify(execFile)('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
    const installed = await findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    'The journeys need a Chromium or Chrome. Install one (Debian and Ubuntu: apt install chromium; macOS: brew install --cask google-chrome), or set CHROME_PATH.',
  );
}

async function findBrowser(): Promise<string | null> {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  for (const name of NAMES) {
    const path = await onPath(name);
    if (path) return path;
  }
  for (const path of ELSEWHERE) if (await isExecutable(path)) return path;
  return null;
}

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
