import { z } from 'zod';
import { copy } from '#core/graph/paste.ts';
import type { Clip } from '#core/graph/paste.ts';
import { graphEdgeSchema, graphNodeSchema } from '#core/graph/schema.ts';
import type { EditorContext } from '../editor-context.ts';
import { selectedNodes } from './command.ts';

/** What the clipboard holds: plain JSON text, so it can be pasted into another workflow, a chat or a file. */
const clipSchema = z.object({
  type: z.literal('fermata/graph'),
  version: z.literal(1),
  nodes: z.array(graphNodeSchema).max(5000),
  edges: z.array(graphEdgeSchema).max(20_000),
});

/** The selected nodes with the wires among them, as text. */
export function clipText(editor: EditorContext): string {
  const clip = copy(editor.graph.getState().document, selectedNodes(editor));
  return JSON.stringify({ type: 'fermata/graph', version: 1, ...clip }, null, 2);
}

/** Null when the text is something else, which is no error: people copy other things, too. */
export function readClip(text: string): Clip | null {
  try {
    const clip = clipSchema.safeParse(JSON.parse(text));
    return clip.success ? clip.data : null;
  } catch {
    return null;
  }
}
