import type { CanvasInstance } from '#components/canvas/canvas-instance.ts';
import { announce, createEditorUi } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { createFoldStore } from '#components/canvas/groups/fold-store.ts';
import { createGraphStore } from '#components/canvas/graph-store.ts';
import { layoutInWorker } from '#components/canvas/layout/layout-in-worker.ts';
import { createLastRunStore } from '#components/canvas/last-run-store.ts';
import { createProblemStore } from '#components/canvas/problem-store.ts';
import { createSelectionStore } from '#components/canvas/selection-store.ts';
import { noteFlowId } from '#components/canvas/to-flow.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { Autosave } from './autosave.ts';
import type { SaveAnswer, ServerDraft } from './autosave.ts';
import type { LocalDraft } from './local-copy.ts';
import { mergeTheirs, withRenames } from './merge-theirs.ts';
import type { MergedDraft } from './merge-theirs.ts';

export interface EditorOptions {
  draft: ServerDraft;
  readOnly: boolean;
  /** Where unsaved work is kept, and what was left there the last time. */
  local: LocalDraft;
  send(baseRevision: number, document: WorkflowDocument): Promise<SaveAnswer>;
  load(): Promise<ServerDraft>;
}

export interface Editor {
  context: EditorContext;
  autosave: Autosave;
  setCanvas(instance: CanvasInstance): void;
}

/** All stores of one editor, for its whole life, joined: what is edited is saved, and what others save comes in. */
export function createEditor({ draft, local: { kept, local }, ...options }: EditorOptions): Editor {
  let canvas: CanvasInstance | null = null;
  const graph = createGraphStore(kept?.document ?? draft.document, { readOnly: options.readOnly });
  const autosave = new Autosave({
    ...options,
    draft,
    local,
    merge: (sides) => mergeTheirs(sides, nodeDefinitions),
    adopt: (merged, by) => adopt(context, merged, by),
    isTransient: (error) => isTransient(readFailure(error)),
    isSignedOut: (error) => readFailure(error).httpStatus === 401,
    describe: (error) => readFailure(error).message,
  });
  graph.subscribe((state, before) => {
    if (state.document !== before.document) autosave.changed(state.document);
  });
  const context: EditorContext = {
    graph,
    selection: createSelectionStore(),
    problems: createProblemStore(),
    lastRun: createLastRunStore(),
    ui: createEditorUi(),
    folds: createFoldStore(draft.document.metadata.name),
    registry: nodeDefinitions,
    canvas: () => canvas,
    layout: layoutInWorker,
    saveNow: () => void autosave.flush(),
  };
  if (kept) autosave.resume(kept);
  return {
    context,
    autosave,
    setCanvas: (instance) => {
      canvas = instance;
    },
  };
}

function adopt(editor: EditorContext, { document, renamed }: MergedDraft, by: string): void {
  editor.graph.adopt(document, renamed ? (before) => withRenames(before, renamed, editor.registry) : null);
  if (renamed) {
    const names = new Map([
      ...renamed.nodes,
      ...[...renamed.notes].map(([from, to]) => [noteFlowId(from), noteFlowId(to)] as const),
    ]);
    const selected = [...editor.selection.getState().nodes].map((id) => names.get(id) ?? id);
    editor.selection.setState({ nodes: new Set(selected) });
  }
  announce(editor, `Changes by ${by} came in`);
}

function isTransient({ httpStatus, code }: { httpStatus: number | null; code: string }): boolean {
  return code === 'OFFLINE' || httpStatus === 429 || (httpStatus !== null && httpStatus >= 500);
}
