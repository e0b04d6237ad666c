import { ImageDown } from 'lucide-react';
import { saveFile } from '#components/import/download.ts';
import { notify } from '#components/ui/toast.tsx';
import type { EditorContext } from '../editor-context.ts';
import { isSomethingToPicture, makePicture, pictured, pictureFailure } from './canvas-picture.ts';
import type { PictureFormat } from './canvas-picture.ts';
import type { Command } from './command.ts';

export const savePictureCommands: readonly Command[] = [saveAs('svg'), saveAs('png')];

function saveAs(format: PictureFormat): Command {
  return {
    id: `save-picture-${format}`,
    group: 'Workflow',
    label: (editor) => `Save ${pictured(editor)} as ${format.toUpperCase()}`,
    icon: ImageDown,
    keys: [],
    undoable: false,
    enabled: isSomethingToPicture,
    run: (editor) => savePicture(editor, format),
  };
}

async function savePicture(editor: EditorContext, format: PictureFormat): Promise<void> {
  const { name } = editor.graph.getState().document.metadata;
  try {
    saveFile(`${name}.${format}`, await makePicture(editor, format));
  } catch (error) {
    notify.error(pictureFailure(error));
  }
}
