'use client';

import { useEffect, useState } from 'react';
import { announce, useEditor } from '#components/canvas/editor-context.ts';
import { FileProblems } from '#components/import/file-problems.tsx';
import { ImportDialog } from '#components/import/import-dialog.tsx';
import { type FileContent, readWorkflowFile } from '#components/import/read-file.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { WorkflowDocument } from '#core/graph/schema.ts';

/** Files that came into an open editor: one can become this draft, or a workflow of its own; several become workflows. */
export function EditorImport({ files, onClose }: { files: readonly File[]; onClose: () => void }) {
  const [asNew, setAsNew] = useState(files.length > 1);
  const [file] = files;
  if (asNew || !file) return <ImportDialog files={files} onClose={onClose} />;
  return <OneFile file={file} onClose={onClose} onNew={() => setAsNew(true)} />;
}

function OneFile({ file, onClose, onNew }: { file: File; onClose: () => void; onNew: () => void }) {
  const content = useContent(file);
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title={`Import ${file.name}`}
        description={content?.ok === false ? 'This is not a workflow yet. Nothing was changed.' : undefined}
        className="w-[min(40rem,calc(100vw-2rem))]"
      >
        {content === null ? <Skeleton className="h-16" /> : null}
        {content?.ok === false ? (
          <>
            <FileProblems problems={content.problems} />
            <DialogActions>
              <DialogClose className={buttonStyles()}>Close</DialogClose>
            </DialogActions>
          </>
        ) : null}
        {content?.ok ? <Choice file={file} document={content.document} onClose={onClose} onNew={onNew} /> : null}
      </DialogContent>
    </Dialog>
  );
}

function Choice({
  file,
  document,
  onClose,
  onNew,
}: {
  file: File;
  document: WorkflowDocument;
  onClose: () => void;
  onNew: () => void;
}) {
  const editor = useEditor();
  const { readOnly } = editor.graph.getState();
  const count = document.spec.nodes.length;
  function replace(): void {
    // The name of a workflow is fixed; everything else comes from the file, in one step that can be undone.
    editor.graph.apply(`import of ${file.name}`, (before) => ({
      ...document,
      metadata: { ...document.metadata, name: before.metadata.name },
    }));
    announce(editor, `${file.name} is in the place of the draft.`);
    onClose();
  }
  return (
    <>
      <p className="text-sm text-ink">
        <span className="font-medium">{document.metadata.title ?? document.metadata.name}</span>, {count}{' '}
        {count === 1 ? 'node' : 'nodes'}. Replacing this draft is one step: undo brings it back.
      </p>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button onClick={onNew}>Make a new workflow</Button>
        {readOnly ? null : (
          <Button variant="primary" onClick={replace}>
            Replace this draft
          </Button>
        )}
      </DialogActions>
    </>
  );
}

/** Null while the file is read. */
function useContent(file: File): FileContent | null {
  const [content, setContent] = useState<FileContent | null>(null);
  useEffect(() => {
    let left = false;
    void readWorkflowFile(file).then((read) => {
      if (!left) setContent(read);
    });
    return () => {
      left = true;
    };
  }, [file]);
  return content;
}
