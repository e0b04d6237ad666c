import type { NodeRun } from '#components/canvas/run-source.ts';
import { NODE_STATUS_LOOK } from '#components/ui/status.tsx';
import type { OutlineRow, OutlineWire } from './rows.ts';

/** What a run and the checks say about the node of a row. */
export interface RowState {
  problems: number;
  /** Null outside a run, and before the node has begun. */
  run: NodeRun | null;
  /** Whether there is a run at all. */
  inRun: boolean;
  /** What it is pointed out for. */
  mark?: string | undefined;
  /** Who else has it selected. */
  people: readonly string[];
}

/** A row as a screen reader says it: what it is, how it stands, what it hangs on. */
export function spokenRow(row: OutlineRow, state: RowState): string {
  return [rowWords(row, state), ...(state.people.length > 0 ? [`Also here: ${state.people.join('; ')}`] : [])].join(
    '. ',
  );
}

function rowWords(row: OutlineRow, state: RowState): string {
  switch (row.kind) {
    case 'wire':
      return [`${row.wire.again === null ? 'Connection' : 'Loop'}: ${wireWords(row.wire)}`, ...markWords(state)].join(
        ', ',
      );
    case 'note':
      return [`Note: ${row.note.text === '' ? 'empty' : row.note.text.slice(0, 200)}`, ...markWords(state)].join(', ');
    case 'node':
      return [
        [
          `${row.type}: ${row.title}`,
          ...(state.inRun ? [runWords(state.run)] : []),
          ...(row.node.disabled ? ['switched off'] : []),
          ...(row.node.pinned ? ['pinned'] : []),
          ...markWords(state),
          ...(state.problems > 0 ? [`${state.problems} ${state.problems === 1 ? 'problem' : 'problems'}`] : []),
        ].join(', '),
        ...(row.group === null ? [] : [`In group ${row.group}`]),
        ...(row.from.length > 0 ? [`From ${row.from.join(', ')}`] : []),
        ...(row.to.length > 0 ? [`To ${row.to.map(wireWords).join('; ')}`] : []),
        ...(row.from.length + row.to.length === 0 ? ['Not connected'] : []),
      ].join('. ');
  }
}

function markWords({ mark }: RowState): string[] {
  return mark === undefined ? [] : [mark.toLowerCase()];
}

/** `Approved: End`, `Rejected: Write, at most 3 times`. */
export function wireWords({ port, to, again }: OutlineWire): string {
  const name = port === null ? to : `${port}: ${to}`;
  return again === null ? name : `${name}, at most ${again} times`;
}

/** `Not started`, `Running`, `Done, 3 of 5`, `Waiting for Ana`. */
export function runWords(run: NodeRun | null): string {
  if (run === null) return NODE_STATUS_LOOK.pending.word;
  const { word } = NODE_STATUS_LOOK[run.status];
  if (run.text === undefined) return word;
  return run.status === 'waiting' ? run.text : `${word}, ${run.text}`;
}
