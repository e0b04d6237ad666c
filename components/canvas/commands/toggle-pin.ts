import { Pin as PinIcon } from 'lucide-react';
import { readFailure } from '#components/trpc/error.ts';
import { notify } from '#components/ui/toast.tsx';
import { updateNode } from '#core/graph/edit.ts';
import { pinSchema } from '#core/graph/schema.ts';
import type { GraphNode, Pin } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { outcomeIn } from '../last-run-store.ts';
import type { KnownRun } from '../last-run-store.ts';
import { titleOf } from '../to-flow.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

/** Keeps what came out of the selected nodes the last time: test runs go on with it and do not run them. */
export const togglePin: Command = {
  id: 'toggle-pin',
  group: 'Edit',
  label: (editor) => (allPinned(editor) ? 'Unpin output' : 'Pin last output'),
  icon: PinIcon,
  keys: ['Shift+P'],
  undoable: true,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && concerned(editor).length > 0,
  run: async (editor) => {
    const { known } = editor.lastRun.getState();
    const unpins = allPinned(editor);
    const nodes = unpins ? concerned(editor) : concerned(editor).filter((node) => !node.pinned);
    const pins = unpins || !known ? [] : await pinsOf(known, nodes);
    if (!pins) return;
    const changes = unpins
      ? nodes.map((node) => ({ id: node.id, pinned: undefined }))
      : nodes.flatMap((node, i) => (pins[i] ? [{ id: node.id, pinned: pins[i] }] : []));
    const large = unpins ? undefined : nodes.find((_, i) => !pins[i]);
    if (large) notify.error(`What came out of “${titleOf(large)}” is too large to be pinned`);
    if (changes.length === 0) return;
    const did = `${unpins ? 'Unpin' : 'Pin'} output of ${countOf(changes.length, 'node')}`;
    editor.graph.apply(did, (document) =>
      changes.reduce((next, { id, pinned }) => updateNode(next, id, { pinned }), document),
    );
    announce(editor, unpins ? 'Unpinned: test runs run it again' : 'Pinned: test runs go on with this output');
  },
};

/** The selected nodes that are pinned, or that the last run has an output of. */
function concerned(editor: EditorContext): GraphNode[] {
  const { known } = editor.lastRun.getState();
  const selected = new Set(selectedNodes(editor));
  return editor.graph
    .getState()
    .document.spec.nodes.filter(
      (node) =>
        selected.has(node.id) && (node.pinned || (isPinnable(editor, node) && known && outcomeIn(known, node.id))),
    );
}

function allPinned(editor: EditorContext): boolean {
  const nodes = concerned(editor);
  return nodes.length > 0 && nodes.every((node) => node.pinned);
}

/** What begins and what ends a run put out nothing of their own. */
function isPinnable({ registry }: EditorContext, { type }: GraphNode): boolean {
  const control = definitionOf(registry, type)?.control;
  return control !== undefined && control !== 'start' && control !== 'end';
}

/** Null when one cannot be fetched now, which is told. */
async function pinsOf(known: KnownRun, nodes: readonly GraphNode[]): Promise<(Pin | null)[] | null> {
  try {
    return await Promise.all(nodes.map((node) => pinOf(known, node)));
  } catch (error) {
    notify.error(readFailure(error).message);
    return null;
  }
}

/** Null for an output that is too large to be kept in a document. */
async function pinOf(known: KnownRun, { id }: GraphNode): Promise<Pin | null> {
  const outcome = outcomeIn(known, id);
  if (!outcome) return null;
  const { output, port } = outcome;
  const pin = { output: await known.load(output), ...(port === null || port === 'out' ? {} : { port }) };
  return pinSchema.safeParse(pin).data ?? null;
}
