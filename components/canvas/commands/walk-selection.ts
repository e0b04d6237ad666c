import { analyzeGraph } from '#core/graph/analysis.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { revealNode } from '../gestures/reveal-node.ts';
import { select } from '../selection-store.ts';
import { absoluteBoxes } from '../to-flow.ts';
import { countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

type Step = (editor: EditorContext, from: string) => string | undefined;

interface Direction {
  name: string;
  key: string;
  step: Step;
}

/** A command that goes a step on from the node that was reached last; `reach` selects the one it comes to. */
function stepping(
  { title, ...command }: Pick<Command, 'id' | 'keys'> & { title: string },
  step: Step,
  reach: (editor: EditorContext, next: string) => void,
): Command {
  return {
    ...command,
    group: 'Move',
    label: () => title,
    scope: 'canvas',
    undoable: false,
    enabled: hasNodes,
    run: (editor) => {
      const next = nextOf(editor, step);
      if (next === undefined) return;
      reach(editor, next);
      revealNode(editor, next, { stay: true });
    },
  };
}

function walk({ name, key, step }: Direction): Command {
  return stepping({ id: `walk-${name}`, title: `Select the node ${name}`, keys: [key] }, step, (editor, next) =>
    select(editor.selection, { nodes: [next] }),
  );
}

/** The same step, and what was selected stays selected. */
function extend({ name, key, step }: Direction): Command {
  const command = { id: `extend-${name}`, title: `Add the node ${name} to the selection`, keys: [`Shift+${key}`] };
  return stepping(command, step, (editor, next) => {
    const others = [...editor.selection.getState().nodes].filter((id) => id !== next);
    // The one that was reached last is where the next step begins.
    select(editor.selection, { nodes: [...others, next] });
    announce(editor, `${countOf(others.length + 1, 'node')} selected`);
  });
}

function hasNodes(editor: EditorContext): boolean {
  return editor.graph.getState().document.spec.nodes.length > 0;
}

function nextOf(editor: EditorContext, step: Step): string | undefined {
  const { document } = editor.graph.getState();
  const from = selectedNodes(editor).at(-1);
  if (from !== undefined) return step(editor, from);
  const [edgeId] = editor.selection.getState().edges;
  const edge = analyzeGraph(document).edges.get(edgeId ?? '');
  // From a wire, to its ends.
  if (edge) return step === downstream ? edge.to : edge.from;
  return document.spec.nodes[0]?.id;
}

const upstream: Step = (editor, from) => analyzeGraph(editor.graph.getState().document).incoming.get(from)?.[0]?.from;
const downstream: Step = (editor, from) => analyzeGraph(editor.graph.getState().document).outgoing.get(from)?.[0]?.to;

/** The nearest node above (-1) or below (1), by the middle of its card. */
function vertical(sign: 1 | -1): Step {
  return (editor, from) => {
    const boxes = absoluteBoxes(editor.graph.getState().document, editor.registry);
    const own = boxes.get(from);
    if (!own) return undefined;
    const distances = [...boxes].flatMap(([id, box]) => {
      const dy = (box.y - own.y) * sign;
      return id === from || dy <= 0 ? [] : [{ id, distance: dy + Math.abs(box.x - own.x) * 2 }];
    });
    return distances.sort((a, b) => a.distance - b.distance)[0]?.id;
  };
}

const DIRECTIONS: readonly Direction[] = [
  { name: 'before', key: 'ArrowLeft', step: upstream },
  { name: 'after', key: 'ArrowRight', step: downstream },
  { name: 'above', key: 'ArrowUp', step: vertical(-1) },
  { name: 'below', key: 'ArrowDown', step: vertical(1) },
];

export const walkCommands = [...DIRECTIONS.map(walk), ...DIRECTIONS.map(extend)];
