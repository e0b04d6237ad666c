'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { leave } from '#components/canvas/gestures/focus-element.ts';
import { ProblemList } from '#components/problems/problem-list.tsx';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { DialogActions } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { notify } from '#components/ui/toast.tsx';
import type { Problem } from '#core/graph/problem.ts';
import type { Autosave } from './autosave.ts';
import { CheckedDialog } from './checked-dialog.tsx';
import { problemsIn } from './problems-in.ts';
import { PublishPreview } from './publish-preview.tsx';

export interface PublishDialogProps {
  workflow: string;
  autosave: Autosave;
  onPublished(version: number): void;
}

/** Makes the draft the version that lists, people and programs run. Runs under way keep theirs. */
export function PublishDialog(props: PublishDialogProps) {
  return (
    <CheckedDialog
      kind="publish"
      title="Publish"
      description="The next runs use this version. What runs or waits now keeps its own."
    >
      {(warnings) => <PublishForm {...props} warnings={warnings} />}
    </CheckedDialog>
  );
}

function PublishForm({ workflow, autosave, onPublished, warnings }: PublishDialogProps & { warnings: number }) {
  const editor = useEditor();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ message: string; problems: Problem[] } | null>(null);
  const publish = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      if (!(await autosave.flush())) throw new Error('The draft could not be saved, so it was not published.');
      const { version } = await client.workflow.publish.mutate({ name: workflow, revision: autosave.revision, note });
      void queries.invalidateQueries(trpc.workflow.versions.queryFilter({ name: workflow }));
      void queries.invalidateQueries(trpc.workflow.list.pathFilter());
      // For the pages that come next; the editor holds more than what it once loaded.
      void queries.invalidateQueries({ ...trpc.workflow.get.queryFilter({ name: workflow }), refetchType: 'none' });
      onPublished(version);
      leave(editor);
      notify.done(`Published version ${version}`);
    } catch (error) {
      const { message, details } = readFailure(error);
      setFailure({ message, problems: problemsIn(details) });
      setBusy(false);
    }
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void publish(event)}>
      <PublishPreview workflow={workflow} />
      <Field
        label="What changed"
        description="For whoever looks at the versions later."
        aside={<span className="text-xs text-subtle">optional</span>}
      >
        <Textarea autoFocus rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      {warnings > 0 ? (
        <p className="text-sm text-warning">
          {warnings === 1 ? 'One warning' : `${warnings} warnings`}, which do not stop you.
        </p>
      ) : null}
      {failure ? (
        <p role="alert" className="text-sm text-failed">
          {failure.message}
        </p>
      ) : null}
      {failure && failure.problems.length > 0 ? (
        <ProblemList problems={failure.problems} onGo={() => leave(editor)} />
      ) : null}
      <DialogActions>
        <Button onClick={() => leave(editor)}>Cancel</Button>
        <Button variant="primary" type="submit" busy={busy}>
          Publish
        </Button>
      </DialogActions>
    </form>
  );
}
