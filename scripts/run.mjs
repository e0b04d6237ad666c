// Starts a TypeScript program of this project: `node scripts/run.mjs <file> [arguments]`.
// Written so that every Node that can load modules at all can also read it and say what is wrong.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const REQUIRED_MAJOR = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < REQUIRED_MAJOR) {
  process.stderr.write(
    'Fermata needs Node.js ' +
      REQUIRED_MAJOR +
      ', and this is ' +
      process.version +
      '.\n' +
      'Its own copy is installed with the packages: run "npm ci" (Node.js 20.19+, 22.12+ or 24+ can do that, with install\n' +
      'scripts allowed), then use the npm scripts, such as "npm start", which find it by themselves.\n',
  );
  process.exit(1);
}

// The program sees its own arguments, as if it had been started directly.
const file = process.argv[2];
process.argv.splice(1, 2, file);
import(pathToFileURL(resolve(file)).href).catch(function (error) {
  const known = error && error.name === 'FermataError';
  process.stderr.write((known ? error.message : String((error && error.stack) || error)) + '\n');
  process.exit(1);
});
