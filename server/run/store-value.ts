import type { Json, Stored } from '#core/json.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { newId } from '#server/ids.ts';

const MAX_INLINE_BYTES = 32 * 1024;

/** A value in the form the journal keeps: small in place, large as an artifact row of the run. */
export async function storeValue(client: PoolClient, runId: string, value: Json): Promise<Stored> {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_INLINE_BYTES) return { value };
  const ref = newId();
  await client.query('INSERT INTO artifact (id, run_id, bytes, value) VALUES ($1, $2, $3, $4)', [
    ref,
    runId,
    bytes,
    text,
  ]);
  return { ref, bytes };
}
