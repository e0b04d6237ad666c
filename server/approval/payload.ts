import { FermataError } from '#core/errors.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { storable } from '#server/db/storable.ts';
import { hashJson } from '#server/ids.ts';

/** What an approver is shown. A decision names its hash, so it cannot be about anything else. */
export interface Payload {
  title: string;
  message: string;
  /** Field -> the value shown, after edits of earlier voters. */
  editable: JsonObject;
  approvers: { roles: string[]; users: string[]; required: number };
}

export function payloadHash({ title, message, editable, approvers }: Payload): string {
  const { roles, users, required } = approvers;
  return hashJson({ title, message, editable, approvers: { roles, users, required } });
}

/**
 * The shown values with a voter's edits: only declared fields, each with a value of the type that was proposed.
 * @throws FermataError VALIDATION with the path of every field that is wrong.
 */
export function applyEdits(shown: JsonObject, edits: Record<string, unknown>): { values: JsonObject; edited: boolean } {
  const given = storable(edits) as JsonObject;
  const errors = Object.entries(given).flatMap(([field, value]) => {
    if (!Object.hasOwn(shown, field)) return [{ path: ['values', field], message: 'This field cannot be edited.' }];
    const expected = typeOf(shown[field] ?? null);
    // A proposal of null says nothing about the type.
    if (expected === 'null' || typeOf(value) === expected) return [];
    return [{ path: ['values', field], message: `Must be of type ${expected}.` }];
  });
  if (errors.length > 0) throw new FermataError('VALIDATION', 'The edited values do not fit.', { details: errors });
  const values = { ...shown, ...given };
  return { values, edited: hashJson(values) !== hashJson(shown) };
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
