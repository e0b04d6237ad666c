import type { CanvasInstance } from '#components/canvas/canvas-instance.ts';
import { createEditorUi } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { createGraphStore } from '#components/canvas/graph-store.ts';
import { layoutInWorker } from '#components/canvas/layout/layout-in-worker.ts';
import { createProblemStore } from '#components/canvas/problem-store.ts';
import { createSelectionStore } from '#components/canvas/selection-store.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { Autosave } from './autosave.ts';
import type { SaveAnswer } from './autosave.ts';
import type { LocalDraft } from './local-copy.ts';

export interface EditorOptions {
  revision: number;
  document: WorkflowDocument;
  readOnly: boolean;
  /** Where unsaved work is kept, and what was left there the last time. */
  draft: LocalDraft;
  send(baseRevision: number, document: WorkflowDocument): Promise<SaveAnswer>;
}

export interface Editor {
  context: EditorContext;
  autosave: Autosave;
  setCanvas(instance: CanvasInstance): void;
}

/** All stores of one editor, for its whole life, joined: what is edited is saved. */
export function createEditor(options: EditorOptions): Editor {
  const { kept, local } = options.draft;
  let canvas: CanvasInstance | null = null;
  const graph = createGraphStore(kept?.document ?? options.document, { readOnly: options.readOnly });
  const autosave = new Autosave({
    // A kept copy goes on from where it stood: if somebody saved meanwhile, the server says so.
    revision: kept?.baseRevision ?? options.revision,
    document: options.document,
    readOnly: options.readOnly,
    send: options.send,
    local,
    hasCopy: kept !== null,
    isTransient: (error) => isTransient(readFailure(error)),
    isSignedOut: (error) => readFailure(error).httpStatus === 401,
    describe: (error) => readFailure(error).message,
  });
  graph.subscribe((state, before) => {
    if (state.document !== before.document) autosave.changed(state.document);
  });
  if (kept) autosave.changed(kept.document);
  const context: EditorContext = {
    graph,
    selection: createSelectionStore(),
    problems: createProblemStore(),
    ui: createEditorUi(),
    registry: nodeDefinitions,
    canvas: () => canvas,
    layout: layoutInWorker,
    saveNow: () => void autosave.flush(),
  };
  return {
    context,
    autosave,
    setCanvas: (instance) => {
      canvas = instance;
    },
  };
}

function isTransient({ httpStatus, code }: { httpStatus: number | null; code: string }): boolean {
  return code === 'OFFLINE' || httpStatus === 429 || (httpStatus !== null && httpStatus >= 500);
}
