import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';

/** A place in a node's config: `['cases', 0, 'when']`. */
export type ConfigPath = readonly (string | number)[];

/**
 * A copy with another value at a path; `undefined` takes the key or the list item away. Objects on the way are made,
 * and whatever stands beside the path keeps its identity.
 */
export function withValueAt(value: JsonObject, path: ConfigPath, next: Json | undefined): JsonObject {
  const changed = change(value, path, next);
  return isJsonObject(changed) ? changed : value;
}

function change(value: Json | undefined, path: ConfigPath, next: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? value : [];
    const item = change(list[step], rest, next);
    return item === undefined ? list.toSpliced(step, 1) : list.toSpliced(step, 1, item);
  }
  const object = isJsonObject(value) ? value : {};
  const inner = change(Object.hasOwn(object, step) ? object[step] : undefined, rest, next);
  if (inner === undefined) {
    const { [step]: _gone, ...others } = object;
    return others;
  }
  return { ...object, [step]: inner };
}

/** `cases.0.when`: how a field is found by its path, for focus and for tests. */
export function fieldName(path: ConfigPath): string {
  return path.join('.');
}
