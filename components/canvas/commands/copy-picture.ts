import { Image } from 'lucide-react';
import { notify } from '#components/ui/toast.tsx';
import type { EditorContext } from '../editor-context.ts';
import { isSomethingToPicture, makePicture, PICTURE_TYPES, pictured, pictureFailure } from './canvas-picture.ts';
import type { PictureFormat } from './canvas-picture.ts';
import type { Command } from './command.ts';

export const copyPictureCommands: readonly Command[] = [copyAs('svg'), copyAs('png')];

function copyAs(format: PictureFormat): Command {
  return {
    id: `copy-picture-${format}`,
    group: 'Workflow',
    label: (editor) => `Copy ${pictured(editor)} as ${format.toUpperCase()}`,
    icon: Image,
    keys: [],
    undoable: false,
    enabled: isSomethingToPicture,
    run: (editor) => copyPicture(editor, format),
  };
}

async function copyPicture(editor: EditorContext, format: PictureFormat): Promise<void> {
  const done = `Copied ${pictured(editor)} as ${format.toUpperCase()}`;
  const picture = makePicture(editor, format);
  try {
    // The clipboard is given promises: asked for it only when the picture is drawn, some browsers have forgotten the click.
    await navigator.clipboard.write([
      new ClipboardItem(format === 'png' ? { [PICTURE_TYPES.png]: picture } : svgItem(picture)),
    ]);
    notify.done(done);
  } catch {
    const refusal = 'The browser did not let the picture onto the clipboard. Save it as a file instead.';
    notify.error(await picture.then(() => refusal, pictureFailure));
  }
}

/** As text, which drawing programs and editors of code take, and as a picture where the browser can. */
function svgItem(picture: Promise<Blob>): Record<string, Promise<Blob | string>> {
  const text = { 'text/plain': picture.then((blob) => blob.text()) };
  return ClipboardItem.supports(PICTURE_TYPES.svg) ? { ...text, [PICTURE_TYPES.svg]: picture } : text;
}
