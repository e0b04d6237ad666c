import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalJson } from '../equal-json.ts';
import { diffDocuments } from './diff.ts';
import { checkDocument } from './document.ts';
import { updateConfig } from './edit.ts';
import { mergeDocuments } from './merge.ts';
import type { Conflict } from './merge/conflict.ts';
import { collidingIds, renameOnCanvas } from './merge/separate-ids.ts';
import { takeFrom } from './merge/take-from.ts';
import { renameNodes } from './rename-nodes.ts';
import type { WorkflowDocument } from './schema.ts';
import { applyEdit, arbitraryEdit, type AnyEdit } from './testing/arbitrary-edits.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const NAMES = ['ana', 'ben', 'cem', 'dora'];
const start = buildDocument(
  { start: 'start', ana: 'task', ben: 'task', cem: 'task', dora: 'task', all: 'task', each: 'map', done: 'end' },
  ['start > ana', 'ana > ben', 'ben > cem', 'cem > dora', 'dora > all', 'all > each', 'each > done'],
);

/** Somebody with an editor of their own; saving is refused when others were faster. */
class Writer {
  document = start;
  #base = start;
  #revision = 1;
  readonly #choose: (conflict: Conflict) => 'mine' | 'theirs';

  constructor(choose: (conflict: Conflict) => 'mine' | 'theirs') {
    this.#choose = choose;
  }

  /** Fetches, merges and saves; what was open on this side is decided at once. */
  save(server: { document: WorkflowDocument; revision: number }): void {
    if (server.revision !== this.#revision) this.fetch(server);
    if (equalJson(this.document, server.document)) return;
    checkDocument(structuredClone(this.document), testRegistry);
    server.document = structuredClone(this.document);
    this.#base = this.document;
    server.revision++;
    this.#revision = server.revision;
  }

  fetch(server: { document: WorkflowDocument; revision: number }): void {
    const theirs = structuredClone(server.document);
    const sides = { base: this.#base, mine: this.document, theirs };
    const ids = collidingIds(sides);
    const mine = renameOnCanvas(renameNodes(this.document, testRegistry, ids.nodes), ids);
    const { document, conflicts } = mergeDocuments({ ...sides, mine });
    const toTheirs = conflicts.filter((conflict) => this.#choose(conflict) === 'theirs');
    this.document = takeFrom(document, theirs, toTheirs);
    this.#base = theirs;
    this.#revision = server.revision;
  }
}

const arbitraryTurns = fc.array(
  fc.record({
    who: fc.nat({ max: NAMES.length - 1 }),
    does: fc.constantFrom('edit', 'edit', 'mark', 'save', 'fetch'),
    edit: arbitraryEdit,
  }),
  { maxLength: 60 },
);

test('writers who edit at random end with one document, which is what the server has', () => {
  fc.assert(
    fc.property(arbitraryTurns, fc.boolean(), (turns, stubborn) => {
      const server = { document: start, revision: 1 };
      const writers = NAMES.map(() => new Writer(() => (stubborn ? 'mine' : 'theirs')));
      for (const { who, does, edit } of turns) act(writers[who]!, does, edit, server);
      for (const writer of writers) writer.save(server);
      for (const writer of writers) writer.fetch(server);
      for (const writer of writers) expect(diffDocuments(writer.document, server.document)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

function act(writer: Writer, does: string, edit: AnyEdit, server: { document: WorkflowDocument; revision: number }) {
  if (does === 'save') writer.save(server);
  else if (does === 'fetch') writer.fetch(server);
  else writer.document = applyEdit(writer.document, edit);
}

test('nothing that was saved is lost: every mark is there, also in a node that all write to', () => {
  fc.assert(
    fc.property(arbitraryTurns, (turns) => {
      const server = { document: start, revision: 1 };
      const writers = NAMES.map(() => new Writer(() => 'mine'));
      const marks: [string, string][] = [];
      turns.forEach(({ who, does, edit }, turn) => {
        const [writer, name] = [writers[who]!, NAMES[who]!];
        if (does === 'save' || does === 'fetch') return act(writer, does, edit, server);
        for (const id of [name, 'all']) {
          const config = writer.document.spec.nodes.find((node) => node.id === id)?.config ?? {};
          writer.document = updateConfig(writer.document, id, { ...config, [`${name}${turn}`]: turn });
          marks.push([id, `${name}${turn}`]);
        }
        // The same title for everybody: the ids that come of it are told apart.
        writer.document = applyEdit(writer.document, { kind: 'add', a: turn, b: 0, text: 'Step' });
      });
      for (const writer of writers) writer.save(server);
      const saved = new Map(server.document.spec.nodes.map((node) => [node.id, node.config]));
      for (const [id, mark] of marks) expect(Object.keys(saved.get(id) ?? {})).toContain(mark);
      const added = server.document.spec.nodes.filter((node) => node.title === 'Step');
      expect(added).toHaveLength(marks.length / 2);
    }),
    { numRuns: 100 },
  );
});
