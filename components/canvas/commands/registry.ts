import { addNode } from './add-node.ts';
import { addNote } from './add-note.ts';
import { arrangeCommands } from './arrange-selection.ts';
import { toolCommands } from './choose-tool.ts';
import { clearSelection } from './clear-selection.ts';
import type { Command } from './command.ts';
import { connectNode } from './connect-node.ts';
import { copyPictureCommands } from './copy-picture.ts';
import { copySelection } from './copy-selection.ts';
import { cutSelection } from './cut-selection.ts';
import { deleteSelection } from './delete-selection.ts';
import { duplicateSelection } from './duplicate-selection.ts';
import { focusMode } from './focus-mode.ts';
import { foldGroups } from './fold-groups.ts';
import { groupSelection } from './group-selection.ts';
import { layOut } from './lay-out.ts';
import { nudgeCommands } from './nudge-selection.ts';
import { openNode } from './open-node.ts';
import { openPalette } from './open-palette.ts';
import { pasteClip, pasteWithWires } from './paste-clip.ts';
import { publish } from './publish.ts';
import { redo } from './redo.ts';
import { renameNode } from './rename-node.ts';
import { replaceNode } from './replace-node.ts';
import { saveNow } from './save-now.ts';
import { savePictureCommands } from './save-picture.ts';
import { selectAll } from './select-all.ts';
import { showHelp } from './show-help.ts';
import { startRun } from './start-run.ts';
import { testNode } from './test-node.ts';
import { testUpToHere } from './test-up-to-here.ts';
import { toggleDisabled } from './toggle-disabled.ts';
import { toggleMinimap } from './toggle-minimap.ts';
import { togglePin } from './toggle-pin.ts';
import { toggleOutline } from './toggle-outline.ts';
import { toggleProblems } from './toggle-problems.ts';
import { undo } from './undo.ts';
import { ungroupSelection } from './ungroup-selection.ts';
import { walkCommands } from './walk-selection.ts';
import { zoomToFit } from './zoom-to-fit.ts';
import { zoomToFullSize } from './zoom-to-full-size.ts';
import { zoomToSelection } from './zoom-to-selection.ts';

/** Everything a person can do in the editor, in the order of menus and help. */
export const COMMANDS: readonly Command[] = [
  addNode,
  addNote,
  connectNode,
  openNode,
  focusMode,
  renameNode,
  replaceNode,
  copySelection,
  cutSelection,
  pasteClip,
  pasteWithWires,
  toggleDisabled,
  togglePin,
  groupSelection,
  ungroupSelection,
  layOut,
  ...arrangeCommands,
  duplicateSelection,
  deleteSelection,
  undo,
  redo,
  selectAll,
  clearSelection,
  ...toolCommands,
  zoomToFit,
  zoomToSelection,
  zoomToFullSize,
  foldGroups,
  toggleOutline,
  toggleProblems,
  toggleMinimap,
  openPalette,
  showHelp,
  startRun,
  testUpToHere,
  testNode,
  publish,
  saveNow,
  ...copyPictureCommands,
  ...savePictureCommands,
  ...walkCommands,
  ...nudgeCommands,
];
