import { equalJson } from '../../equal-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { valueOf } from '../diff.ts';
import type { FieldPath } from '../elements.ts';

/** One value as it was, and as two writers left it. A side that does not have it is undefined. */
export interface ThreeSides {
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export type OnConflict = (path: FieldPath, sides: ThreeSides) => void;

/**
 * What one side changed is taken over; what both changed to something else is a conflict, and mine stands. Objects
 * that all three have are merged key by key; lists and texts are wholes, because half of each would be neither's.
 */
export function mergeValues(sides: ThreeSides, path: FieldPath, onConflict: OnConflict): Json | undefined {
  const { base, mine, theirs } = sides;
  if (equalJson(mine, theirs) || equalJson(theirs, base)) return mine;
  if (equalJson(mine, base)) return theirs;
  if (isJsonObject(base) && isJsonObject(mine) && isJsonObject(theirs))
    return mergeObjects({ base, mine, theirs }, path, onConflict);
  onConflict(path, sides);
  return mine;
}

/** As {@link mergeValues}, for three objects. */
export function mergeObjects(
  { base, mine, theirs }: { base: JsonObject; mine: JsonObject; theirs: JsonObject },
  path: FieldPath,
  onConflict: OnConflict,
): JsonObject {
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const entries = [...names].flatMap((name): [string, Json][] => {
    const sides = { base: valueOf(base, name), mine: valueOf(mine, name), theirs: valueOf(theirs, name) };
    const value = mergeValues(sides, [...path, name], onConflict);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}
