import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { align, distribute } from '#core/graph/arrange.ts';
import type { Alignment, Axis, PlacedBox } from '#core/graph/arrange.ts';
import type { Position } from '#core/graph/edit.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { moveElements, selectedBoxes } from '../gestures/move-elements.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

/** A command that gives what is selected new places, once there is enough of it. */
function arranging(
  command: Pick<Command, 'id' | 'icon' | 'keys'> & { title: string; least: number },
  arrange: (boxes: readonly PlacedBox[]) => Map<string, Position>,
): Command {
  const { title, least, ...rest } = command;
  return {
    ...rest,
    group: 'Arrange',
    label: () => title,
    undoable: true,
    toolbar: 'selection',
    // Asked after every change, by every button: it counts, and measures nothing.
    enabled: (editor) => canEdit(editor) && editor.selection.getState().nodes.size >= least,
    run: (editor) => move(editor, title, arrange(selectedBoxes(editor))),
  };
}

function move(editor: EditorContext, title: string, corners: ReadonlyMap<string, Position>): void {
  editor.graph.apply(title, (document) => moveElements(editor, document, corners));
  announce(editor, `Done: ${title.toLowerCase()}`);
}

function alignTo(alignment: Alignment, title: string, icon: LucideIcon, keys: readonly string[]): Command {
  return arranging({ id: `align-${alignment}`, title, icon, keys, least: 2 }, (boxes) => align(boxes, alignment));
}

function distributeAlong(axis: Axis, icon: LucideIcon): Command {
  const command = { id: `distribute-${axis}`, title: `Distribute ${axis}ly`, icon, keys: [], least: 3 };
  return arranging(command, (boxes) => distribute(boxes, axis));
}

/** Lucide names these icons by the line that is drawn, not by the way that things move. */
export const arrangeCommands = [
  alignTo('left', 'Align left', AlignStartVertical, ['Mod+Shift+ArrowLeft']),
  alignTo('centre', 'Align centres', AlignCenterVertical, []),
  alignTo('right', 'Align right', AlignEndVertical, ['Mod+Shift+ArrowRight']),
  alignTo('top', 'Align top', AlignStartHorizontal, ['Mod+Shift+ArrowUp']),
  alignTo('middle', 'Align middles', AlignCenterHorizontal, []),
  alignTo('bottom', 'Align bottom', AlignEndHorizontal, ['Mod+Shift+ArrowDown']),
  distributeAlong('horizontal', AlignHorizontalDistributeCenter),
  distributeAlong('vertical', AlignVerticalDistributeCenter),
];
