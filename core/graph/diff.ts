import { equalJson } from '../equal-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type ElementRef, elementsOf, type FieldPath, isLayoutField } from './elements.ts';
import type { WorkflowDocument } from './schema.ts';

/** One field that differs. A side that does not have it is undefined. */
export interface FieldChange {
  path: FieldPath;
  before: Json | undefined;
  after: Json | undefined;
}

/** What became of one element. An edge that was drawn to another node is one removed and one added. */
export type ElementDiff =
  | { change: 'added' | 'removed'; element: ElementRef }
  /** `moved`: it was also put elsewhere, which changes nothing of what runs. */
  | { change: 'changed'; element: ElementRef; fields: FieldChange[]; moved: boolean }
  | { change: 'moved'; element: ElementRef };

/**
 * What is different in `after`, element by element: first what `after` has in its order, then what is gone. The order of
 * elements and of keys is no difference.
 */
export function diffDocuments(before: WorkflowDocument, after: WorkflowDocument): ElementDiff[] {
  const old = elementsOf(before);
  const diffs: ElementDiff[] = [];
  for (const [key, { ref, fields }] of elementsOf(after)) {
    const previous = old.get(key);
    old.delete(key);
    const diff = previous ? compare(ref, previous.fields, fields) : { change: 'added' as const, element: ref };
    if (diff) diffs.push(diff);
  }
  for (const { ref } of old.values()) diffs.push({ change: 'removed', element: ref });
  return diffs;
}

function compare(element: ElementRef, before: JsonObject, after: JsonObject): ElementDiff | null {
  const all = fieldChanges(before, after);
  const fields = all.filter(({ path: [field = ''] }) => !isLayoutField(element.kind, field));
  const moved = fields.length < all.length;
  if (fields.length > 0) return { change: 'changed', element, fields, moved };
  return moved ? { change: 'moved', element } : null;
}

/** The smallest fields that differ: objects are looked into, lists are compared as wholes. */
export function fieldChanges(before: JsonObject, after: JsonObject, path: FieldPath = []): FieldChange[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].flatMap((name): FieldChange[] => {
    const [was, is] = [valueOf(before, name), valueOf(after, name)];
    if (equalJson(was, is)) return [];
    const here = [...path, name];
    if (isJsonObject(was) && isJsonObject(is)) return fieldChanges(was, is, here);
    return [{ path: here, before: was, after: is }];
  });
}

/** A key of a JSON object; `__proto__` and its like are keys as any other. */
export function valueOf(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
