import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runEventBodySchema } from '#core/run/events.ts';
import { type History, givenOf, playHistory } from './history.ts';

/**
 * Runs of earlier days, which the engine of today must read and go on with as it did then: whoever changes a rule of the
 * scheduler changes the meaning of runs that wait in somebody's database. A line that is here stays as it is. What is
 * new gets lines of its own: add a source to `record.ts` and let
 *
 *     FERMATA_GOLDEN=record npx vitest run --project db server/runner/testing/golden
 *
 * append the histories whose names are not here yet. `FERMATA_GOLDEN=states` writes the hashes of the folded states
 * anew, for a state that says more than before; it refuses when an event or a command would be another one.
 */

const FILE = join(import.meta.dirname, 'histories.jsonl');
const MAX_BYTES = 500_000;
const RECORDING_MS = 120_000;

let histories: History[];

beforeAll(async () => {
  const mode = process.env['FERMATA_GOLDEN'];
  histories = read();
  if (mode === 'record') {
    const { recordHistories } = await import('./record.ts');
    const known = new Set(histories.map(({ name }) => name));
    write([...histories, ...(await recordHistories()).filter(({ name }) => !known.has(name))]);
  } else if (mode === 'states') {
    const played = histories.map((history) => playHistory(history, givenOf(history)));
    expect(played.map(withoutStates)).toEqual(histories.map(withoutStates));
    write(played);
  }
  histories = read();
}, RECORDING_MS);

function read(): History[] {
  const lines = readFileSync(FILE, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as History);
}

function write(list: readonly History[]): void {
  writeFileSync(FILE, list.map((history) => `${JSON.stringify(history)}\n`).join(''));
}

function withoutStates({ name, units }: History) {
  return { name, units: units.map(({ state: _state, ...unit }) => unit) };
}

test('D-20: fifty runs of earlier days give the same events, commands and states', () => {
  expect(histories.length).toBeGreaterThanOrEqual(50);
  for (const history of histories) {
    const { units } = playHistory(history, givenOf(history));
    for (const [index, unit] of units.entries()) {
      const then = history.units[index];
      expect({ history: history.name, unit: index, ...unit }).toEqual({ history: history.name, unit: index, ...then });
    }
  }
});

test('D-20: every kind of event is in one of them, and the file stays small', () => {
  const seen = new Set(histories.flatMap(({ units }) => units.flatMap(({ events }) => events.map(({ type }) => type))));
  const kinds = runEventBodySchema.options.map((option) => option.shape.type.value);
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
  expect(readFileSync(FILE).length).toBeLessThan(MAX_BYTES);
});
