// `npm run verify-audit [-- --expect <seq>:<hash>]`: walks the audit log of a database, beside a running Fermata or
// without one. Ends with 1 and the first bad entry when the log is not as it was written.
import { parseArgs } from 'node:util';
import { FermataError } from '#core/errors.ts';
import { verifyEveryAudit } from '#server/audit/verify-audit.ts';
import { createPool } from '#server/db/pool.ts';
import { refuseWrongMasterKey } from '#server/secret/master-key.ts';
import { openDatabase } from './open-database.ts';

const { values } = parseArgs({ options: { expect: { type: 'string' } } });
const noted = /^([1-9]\d{0,9}):([0-9a-f]{64})$/.exec(values.expect ?? '');
if (values.expect !== undefined && !noted) {
  console.error('Which head? npm run verify-audit -- --expect <seq>:<hash>, as an earlier run printed them.');
  process.exit(1);
}
const database = await openDatabase();
const pool = createPool(database.url, { max: 1, name: 'fermata verify-audit' });
try {
  const expected = noted?.[1] && noted[2] ? { seq: Number(noted[1]), hash: noted[2] } : null;
  await refuseWrongMasterKey(pool, database.masterKey);
  const reports = await verifyEveryAudit(pool, database.masterKey, expected);
  for (const { workspaceId, verdict } of reports) {
    if (verdict.fault) {
      process.exitCode = 1;
      console.error(
        `Workspace ${workspaceId}: entry ${verdict.fault.seq}, ${verdict.fault.kind}. ${verdict.fault.message}`,
      );
    } else if (verdict.head) {
      console.log(`Workspace ${workspaceId}: ${verdict.entries} entries, none changed. Keep its head elsewhere:`);
      console.log(`${verdict.head.seq}:${verdict.head.hash}`);
    } else {
      console.log(`Workspace ${workspaceId}: nothing was written down yet.`);
    }
  }
  if (reports.length === 0) {
    console.log('There is no workspace yet, and so no log.');
    if (expected) process.exitCode = 1;
  }
} catch (error) {
  process.exitCode = 1;
  const isOld = error instanceof Error && 'code' in error && error.code === '42P01';
  if (isOld) console.error('This database has no audit log yet: npm run migrate makes one.');
  else console.error(FermataError.is(error) ? error.message : error);
} finally {
  await pool.end();
  await database.close();
}
