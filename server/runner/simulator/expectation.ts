import { isDeepStrictEqual } from 'node:util';
import { type Json, isJsonObject } from '#core/json.ts';
import type { OnCrash } from '#core/node/define.ts';
import type { RunGraph } from '#core/run/graph.ts';
import type { RunState } from '#core/run/state.ts';
import { RUN_ID, type World } from './conductor.ts';
import { foldAll, viewOf } from './run-view.ts';

/** What a run without crashes comes to. */
export interface Expectation {
  graph: RunGraph;
  /** Its view, as JSON. */
  view: string;
  /** Its effects by idempotency key, and what a crash means for each. */
  effects: ReadonlyMap<string, OnCrash>;
}

/** `different`: the run did not end as it should. `lost`, `doubled`: an effect did not happen, or once too often. */
export interface Difference {
  kind: 'different' | 'lost' | 'doubled' | 'stuck' | 'zombie';
  what: string;
}

/** How a world in which the run has ended differs from what was expected. */
export function differences({ graph, view, effects }: Expectation, world: World): Difference[] {
  const { events, snapshot } = world.database.run(RUN_ID);
  const found: Difference[] = [];
  const state = foldAll(graph, events);
  const actual = JSON.stringify(viewOf(graph, state, events));
  if (actual !== view) found.push({ kind: 'different', what: firstDifference(view, actual) });
  const gap = events.findIndex((event, index) => event.seq !== index + 1);
  if (gap >= 0) found.push({ kind: 'different', what: `event ${gap + 1} has number ${events[gap]?.seq}` });
  if (snapshot) {
    const fromSnapshot = foldAll(graph, events.slice(snapshot.seq), JSON.parse(snapshot.json) as RunState);
    if (!isSame(fromSnapshot, state)) {
      found.push({ kind: 'different', what: `the snapshot at ${snapshot.seq} folds to another state` });
    }
  }
  for (const [name, onCrash] of effects) {
    const count = world.effects.get(name) ?? 0;
    if (count === 0) found.push({ kind: 'lost', what: name });
    // An effect that carries its key may be asked for again: the other side knows that it is the same.
    if (onCrash === 'ask' && count > 1) found.push({ kind: 'doubled', what: `${name}, ${count} times` });
  }
  for (const name of world.effects.keys())
    if (!effects.has(name)) found.push({ kind: 'doubled', what: `${name}, uncalled` });
  return found;
}

/** Compared as the JSON they are stored as; the order of fields means nothing. */
function isSame(one: RunState, other: RunState): boolean {
  const [text, otherText] = [JSON.stringify(one), JSON.stringify(other)];
  return text === otherText || isDeepStrictEqual(JSON.parse(text), JSON.parse(otherText));
}

function firstDifference(expected: string, actual: string): string {
  return differenceIn('', JSON.parse(expected) as Json, JSON.parse(actual) as Json);
}

/** The innermost value that differs, with the names that lead to it. */
function differenceIn(path: string, expected: Json | undefined, actual: Json | undefined): string {
  if (isJsonObject(expected) && isJsonObject(actual)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (isDeepStrictEqual(expected[name], actual[name])) continue;
      return differenceIn(`${path} ${name}`.trim(), expected[name], actual[name]);
    }
  }
  return `${path} should be ${JSON.stringify(expected)} and is ${JSON.stringify(actual)}`;
}
