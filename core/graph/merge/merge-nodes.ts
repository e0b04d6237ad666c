import { equalJson } from '../../equal-json.ts';
import type { JsonObject } from '../../json.ts';
import { fieldChanges, valueOf } from '../diff.ts';
import { type ElementRef, isLayoutField } from '../elements.ts';
import type { Conflict } from './conflict.ts';
import { mergeObjects, type OnConflict } from './merge-values.ts';

/** An element as one of its lists has it. Nodes, notes and groups are merged alike; edges have only their loop. */
interface WithId {
  id: string;
}

/** A node, note or group that both sides have. Mine keeps its identity when it stays as it is. */
export function mergeElement<T extends WithId>(
  kind: 'node' | 'note' | 'group',
  sides: { base: T | undefined; mine: T; theirs: T },
  conflicts: Conflict[],
): T {
  const { base, mine, theirs } = sides;
  if (equalJson(mine, theirs) || equalJson(theirs, base)) return mine;
  if (equalJson(mine, base)) return theirs;
  const element: ElementRef = { kind, id: mine.id };
  const onConflict: OnConflict = (path, values) => conflicts.push({ kind: 'field', element, path, ...values });
  if (!base) {
    onConflict([], { base: undefined, mine: fieldsOf(mine), theirs: fieldsOf(theirs) });
    return mine;
  }
  const fields = { base: fieldsOf(base), mine: fieldsOf(mine), theirs: fieldsOf(theirs) };
  const layout = mergeLayout(kind, fields);
  const unit = kind === 'node' ? mergeType(fields, onConflict) : {};
  const rest = without(fields, [...Object.keys(layout), ...Object.keys(unit)]);
  const merged = { id: mine.id, ...mergeObjects(rest, [], onConflict), ...layout, ...unit };
  const place = placeIn(merged, fields);
  const placed = { ...merged, ...(place ? { position: place } : {}) };
  return (equalJson(placed, mine) ? mine : placed) as T;
}

/** Places count from the map that holds the node, so a place goes with its map. */
function placeIn(merged: JsonObject, { mine, theirs }: Fields): JsonObject[string] | undefined {
  if (merged.parent !== mine.parent) return theirs.position;
  return merged.parent === theirs.parent ? undefined : mine.position;
}

function fieldsOf(element: WithId): JsonObject {
  const { id: _, ...fields } = element;
  // What the schema says of elements is JSON without gaps.
  return JSON.parse(JSON.stringify(fields)) as JsonObject;
}

/** Two people who drag one card do not disagree about anything that matters: mine stands, and no one is asked. */
function mergeLayout(kind: 'node' | 'note' | 'group', { base, mine, theirs }: Fields): JsonObject {
  const names = Object.keys(mine).filter((name) => isLayoutField(kind, name) && Object.hasOwn(theirs, name));
  return Object.fromEntries(
    names.map((name) => [name, (equalJson(mine[name], valueOf(base, name)) ? theirs[name] : mine[name]) ?? null]),
  );
}

/** Settings belong to a type: where somebody replaced the node by one of another type, the two go together. */
function mergeType({ base, mine, theirs }: Fields, onConflict: OnConflict): JsonObject {
  if (mine.type === theirs.type && mine.type === base.type) return {};
  const unit = ({ type, config }: JsonObject): JsonObject => ({ type: type ?? '', config: config ?? {} });
  const [was, own, other] = [unit(base), unit(mine), unit(theirs)];
  if (equalJson(own, other) || equalJson(other, was)) return own;
  if (equalJson(own, was)) return other;
  onConflict(['type'], { base: base.type, mine: mine.type, theirs: theirs.type });
  return own;
}

interface Fields {
  base: JsonObject;
  mine: JsonObject;
  theirs: JsonObject;
}

function without({ base, mine, theirs }: Fields, names: readonly string[]): Fields {
  const rest = (fields: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
  return { base: rest(base), mine: rest(mine), theirs: rest(theirs) };
}

/** What one side changed of what the other one deleted; where it stands is no reason to keep it. */
export function changesOf(
  kind: 'node' | 'note' | 'group',
  before: WithId,
  after: WithId,
): ReturnType<typeof fieldChanges> {
  return fieldChanges(fieldsOf(before), fieldsOf(after)).filter(({ path: [name = ''] }) => !isLayoutField(kind, name));
}
