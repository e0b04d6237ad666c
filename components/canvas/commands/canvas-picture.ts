import { coloursOnScreen } from '#components/graph-picture/colours.ts';
import { picturePng } from '#components/graph-picture/picture-png.ts';
import { pictureSvg } from '#components/graph-picture/picture-svg.tsx';
import type { EditorContext } from '../editor-context.ts';
import { selectedNodes, selectedNotes } from './command.ts';

export const PICTURE_TYPES = { svg: 'image/svg+xml', png: 'image/png' } as const;
export type PictureFormat = keyof typeof PICTURE_TYPES;

function isPartSelected(editor: EditorContext): boolean {
  return editor.selection.getState().nodes.size > 0;
}

/** What a picture would show now, for labels and messages. */
export function pictured(editor: EditorContext): string {
  return isPartSelected(editor) ? 'the selection' : 'the canvas';
}

export function isSomethingToPicture(editor: EditorContext): boolean {
  const { spec } = editor.graph.getState().document;
  return spec.nodes.length > 0 || (spec.canvas?.notes ?? []).length > 0;
}

/**
 * The selection, or without one everything, in the colours that are on screen. Throws an `Error` whose message is a
 * sentence when there is too much of it for a PNG.
 */
export async function makePicture(editor: EditorContext, format: PictureFormat): Promise<Blob> {
  const part = isPartSelected(editor)
    ? { nodes: new Set(selectedNodes(editor)), notes: new Set(selectedNotes(editor)) }
    : null;
  const svg = await pictureSvg(editor.graph.getState().document, { colours: coloursOnScreen(), part });
  return format === 'png' ? picturePng(svg) : new Blob([svg.text], { type: PICTURE_TYPES.svg });
}

/** For a message: what `makePicture` said, or that it failed in a way that nobody foresaw. */
export function pictureFailure(error: unknown): string {
  return error instanceof Error && error.name === 'Error'
    ? error.message
    : 'The picture could not be drawn. Try again.';
}
