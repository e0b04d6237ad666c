import { analyzeGraph } from '#core/graph/analysis.ts';
import type { EditorContext } from '../editor-context.ts';
import { revealNode } from '../gestures/reveal-node.ts';
import { onlyNode, select } from '../selection-store.ts';
import { absoluteBoxes } from '../to-flow.ts';
import type { Command } from './command.ts';

type Step = (editor: EditorContext, from: string) => string | undefined;

function walk(direction: string, key: string, step: Step): Command {
  return {
    id: `walk-${direction}`,
    group: 'Move',
    label: () => `Select the node ${direction}`,
    keys: [key],
    undoable: false,
    enabled: (editor) => editor.graph.getState().document.spec.nodes.length > 0,
    run: (editor) => {
      const from = onlyNode(editor.selection.getState());
      const next = from === null ? editor.graph.getState().document.spec.nodes[0]?.id : step(editor, from);
      if (next === undefined) return;
      select(editor.selection, { nodes: [next] });
      revealNode(editor, next);
    },
  };
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

export const walkCommands = [
  walk('before', 'ArrowLeft', upstream),
  walk('after', 'ArrowRight', downstream),
  walk('above', 'ArrowUp', vertical(-1)),
  walk('below', 'ArrowDown', vertical(1)),
];
