'use client';

import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useQuery } from '@tanstack/react-query';
import { useCan } from '#components/account/use-me.ts';
import { EditorContextProvider, useEditor } from '#components/canvas/editor-context.ts';
import { FlowCanvas } from '#components/canvas/flow-canvas.tsx';
import { makeEditing } from '#components/canvas/gestures/make-editing.ts';
import { CanvasOverlays } from '#components/canvas/overlays.tsx';
import { MarkStoreContext } from '#components/canvas/mark-store.ts';
import { Minimap } from '#components/canvas/minimap.tsx';
import { PresenceStoreContext } from '#components/canvas/presence-store.ts';
import { ProblemStoreContext } from '#components/canvas/problem-store.ts';
import { SelectionToolbar } from '#components/canvas/selection-toolbar.tsx';
import { useEditorKeys } from '#components/canvas/use-editor-keys.ts';
import { useKeyboardFocus } from '#components/canvas/use-keyboard-focus.ts';
import { FileDrop } from '#components/import/file-drop.tsx';
import { Inspector } from '#components/inspector/inspector.tsx';
import type { WorkspaceChoices } from '#components/node-kit/inspector-context.ts';
import { OutlinePanel } from '#components/outline/outline-panel.tsx';
import { Palette } from '#components/palette/palette.tsx';
import { ProblemsPanel } from '#components/problems/problems-panel.tsx';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { useIsNarrow } from '#components/ui/use-is-narrow.ts';
import { CanvasTools } from './canvas-tools.tsx';
import { ConflictBanner } from './conflict-banner.tsx';
import { createEditor } from './create-editor.ts';
import type { Editor } from './create-editor.ts';
import { EditorImport } from './editor-import.tsx';
import type { LocalDraft } from './local-copy.ts';
import type { LoadedWorkflow } from './loaded-workflow.ts';
import { Outline } from './outline.tsx';
import { FirstStep } from './first-step.tsx';
import { draftCalls, draftOf } from './server-draft.ts';
import { PublishDialog } from './publish-dialog.tsx';
import { RunDialog } from './run-dialog.tsx';
import { TopBar } from './top-bar.tsx';
import { useConflictMarks } from './use-conflict-marks.ts';
import { useDraftStream } from './use-draft-stream.ts';
import { useKeptHistory } from './use-kept-history.ts';
import { useLeaveGuard } from './use-leave-guard.ts';
import { usePresence } from './use-presence.ts';
import { useProblems } from './use-problems.ts';
import { useRestoreVersion } from './use-restore-version.ts';

/** The editor of one workflow: palette, canvas, inspector, problems, and what floats above them. */
export function EditorView({ workflow, draft }: { workflow: LoadedWorkflow; draft: LocalDraft }) {
  const client = useTRPCClient();
  const [editor] = useState(() =>
    createEditor({
      draft: draftOf(workflow),
      readOnly: !workflow.permissions.edit,
      local: draft,
      ...draftCalls(client, workflow.name),
    }),
  );
  const [publishedVersion, setPublishedVersion] = useState(workflow.publishedVersion);
  useEffect(() => {
    editor.autosave.start();
    return () => editor.autosave.stop();
  }, [editor]);
  const [files, setFiles] = useState<readonly File[] | null>(null);
  const onFiles = workflow.permissions.edit ? setFiles : undefined;
  useProblems(editor.context);
  useEditorKeys(editor.context);
  useKeyboardFocus(editor.context);
  useLeaveGuard(editor.autosave);
  useKeptHistory(workflow.name, editor.context.graph);
  const presence = usePresence(workflow.name, editor.context.selection);
  useDraftStream({ name: workflow.name, autosave: editor.autosave, presence, onPublished: setPublishedVersion });
  useRestoreVersion(editor.context, workflow.name);
  const marks = useConflictMarks(editor.autosave);
  return (
    <EditorContextProvider value={editor.context}>
      <PresenceStoreContext value={presence.store}>
        <ProblemStoreContext value={editor.context.problems}>
          <div className="flex h-full min-h-0 flex-col">
            <TopBar
              workflow={workflow}
              publishedVersion={publishedVersion}
              autosave={editor.autosave}
              onImport={onFiles}
            />
            <FileDrop
              className="flex min-h-0 flex-1 flex-col"
              hint="Drop to import: you choose whether it replaces this draft"
              onFiles={onFiles}
            >
              <MarkStoreContext value={marks}>
                <ConflictBanner workflow={workflow.name} autosave={editor.autosave} />
                <Workspace editor={editor} />
              </MarkStoreContext>
            </FileDrop>
            <CanvasOverlays />
            <RunDialog workflow={workflow.name} autosave={editor.autosave} />
            <PublishDialog workflow={workflow.name} autosave={editor.autosave} onPublished={setPublishedVersion} />
            {files ? <EditorImport files={files} onClose={() => setFiles(null)} /> : null}
            <Announcer />
          </div>
        </ProblemStoreContext>
      </PresenceStoreContext>
    </EditorContextProvider>
  );
}

function Workspace({ editor }: { editor: Editor }) {
  const choices = useChoices();
  const isNarrow = useIsNarrow();
  const readOnly = useStore(editor.context.graph, (state) => state.readOnly);
  if (isNarrow) return <Outline choices={choices} />;
  return (
    <div className="relative flex min-h-0 flex-1">
      {readOnly ? null : <Palette />}
      <OutlinePanel />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="min-h-0 flex-1">
          <EditorCanvas editor={editor} />
        </div>
        <ProblemsPanel />
      </div>
      <Inspector choices={choices} />
    </div>
  );
}

function EditorCanvas({ editor }: { editor: Editor }) {
  const { context } = editor;
  const document = useStore(context.graph, (state) => state.document);
  const readOnly = useStore(context.graph, (state) => state.readOnly);
  const tool = useStore(context.ui, (state) => state.tool);
  const editing = useMemo(() => makeEditing(context), [context]);
  const tools = useMemo(() => <CanvasTools />, []);
  const panels = useMemo(
    () => (
      <>
        <FirstStep />
        <SelectionToolbar />
        <Minimap />
      </>
    ),
    [],
  );
  return (
    <FlowCanvas
      document={document}
      mode={readOnly ? 'view' : 'edit'}
      selection={context.selection}
      folds={context.folds}
      tool={tool}
      editing={editing}
      onReady={editor.setCanvas}
      onOpenNode={(nodeId) => context.ui.setState({ focus: { nodeId, path: '' } })}
      controls={tools}
      panels={panels}
    />
  );
}

function useChoices(): WorkspaceChoices {
  const trpc = useTRPC();
  const models = useQuery(trpc.workflow.models.queryOptions());
  const people = useQuery(trpc.workflow.people.queryOptions());
  const secrets = useQuery(trpc.secret.list.queryOptions(undefined, { enabled: useCan('secret:view') }));
  return useMemo(
    () => ({
      defaultModel: models.data?.default ?? null,
      models: models.data?.models ?? [],
      people: people.data ?? [],
      secrets: secrets.data ?? null,
    }),
    [models.data, people.data, secrets.data],
  );
}

/** Tells screen readers what a gesture or command did. */
function Announcer() {
  const announcement = useStore(useEditor().ui, (state) => state.announcement);
  return (
    <div aria-live="polite" role="status" data-testid="said" className="sr-only">
      {announcement}
    </div>
  );
}
