'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { leave } from '#components/canvas/gestures/focus-element.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { ProblemList } from '#components/problems/problem-list.tsx';
import { useTRPCClient } from '#components/trpc/client.ts';
import { fieldErrors, readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { DialogActions } from '#components/ui/dialog.tsx';
import { validateInput } from '#core/graph/json-schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { problemsIn as problemsOnTheWay, upTo } from '#core/graph/up-to.ts';
import type { Problem } from '#core/graph/validate.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import type { Autosave } from './autosave.ts';
import { CheckedDialog } from './checked-dialog.tsx';
import { InputForm } from './input-form.tsx';
import { initialDraft, inputFields, toInput } from './input-values.ts';
import { keepLastInput, readLastInput } from './last-input.ts';
import { problemsIn } from './problems-in.ts';

interface RunDialogProps {
  workflow: string;
  autosave: Autosave;
}

/** A test run of the draft, or of a node and what leads to it: what blocks it, or the form for its input. */
export function RunDialog({ workflow, autosave }: RunDialogProps) {
  const editor = useEditor();
  const upToId = useStore(editor.ui, ({ overlay }) => (overlay.kind === 'run' ? overlay.upTo : undefined));
  const name = useStore(editor.graph, ({ document }) => {
    const node = document.spec.nodes.find(({ id }) => id === upToId);
    return node ? titleOf(node) : null;
  });
  return (
    <CheckedDialog
      kind="run"
      title={name === null ? 'Run this draft' : `Test up to ${name}`}
      description={
        name === null
          ? 'A test run of what is on the canvas, whatever is published.'
          : 'A test run of this node and of what leads to it. What comes after does not run.'
      }
      {...(upToId === undefined ? {} : { matters: onTheWayTo(editor.registry, upToId) })}
      initialFocus={firstField}
    >
      {() => <RunForm workflow={workflow} autosave={autosave} upTo={name === null ? undefined : upToId} />}
    </CheckedDialog>
  );
}

function onTheWayTo(registry: NodeRegistry, nodeId: string) {
  return (problems: Problem[], document: WorkflowDocument): Problem[] => {
    const part = upTo(document, registry, nodeId);
    return part ? problemsOnTheWay(part, problems) : problems;
  };
}

/** The first thing to type, else the button that runs. */
function firstField(): HTMLElement | null {
  const form = document.querySelector('form[data-run-form]');
  return (
    form?.querySelector<HTMLElement>('input:not([type="checkbox"]), textarea') ??
    form?.querySelector<HTMLElement>('[type="submit"]') ??
    null
  );
}

function RunForm({ workflow, autosave, upTo: upToId }: RunDialogProps & { upTo: string | undefined }) {
  const editor = useEditor();
  const schema = editor.graph.getState().document.spec.input;
  const fields = inputFields(schema);
  const [draft, setDraft] = useState(() => initialDraft(schema, readLastInput(workflow)));
  const [simulated, setSimulated] = useState(false);
  const start = useStart(workflow, autosave, upToId);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const input = toInput(schema, draft);
    const checked = validateInput(schema, input);
    if (!checked.ok) {
      start.refuse(checked.errors);
      return;
    }
    keepLastInput(workflow, draft);
    // Unticked leaves it to the server, which simulates when no model is set up.
    void start.run(input, simulated ? true : undefined);
  };

  return (
    <form data-run-form className="flex flex-col gap-4" onSubmit={submit} noValidate>
      {fields.length === 0 ? <p className="text-sm text-muted">This workflow takes no input.</p> : null}
      <InputForm fields={fields} draft={draft} errors={start.errors} onChange={setDraft} />
      <Checkbox
        label="Simulated"
        description="Agents answer from the built-in model and nothing leaves the machine. Always so while no model is set up."
        checked={simulated}
        onCheckedChange={setSimulated}
      />
      {start.message ? (
        <p role="alert" className="text-sm text-failed">
          {start.message}
        </p>
      ) : null}
      {start.problems.length > 0 ? <ProblemList problems={start.problems} onGo={() => leave(editor)} /> : null}
      <DialogActions>
        <Button onClick={() => leave(editor)}>Cancel</Button>
        <Button variant="primary" type="submit" busy={start.busy}>
          Run
        </Button>
      </DialogActions>
    </form>
  );
}

/** Saves what is not saved, starts the run of exactly that revision, and goes to it. */
function useStart(workflow: string, autosave: Autosave, upToId: string | undefined) {
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ message: string; details: unknown } | null>(null);
  const run = async (input: ReturnType<typeof toInput>, simulated: boolean | undefined): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      if (!(await autosave.flush())) throw new Error('The draft could not be saved, so it was not run.');
      const { id } = await client.run.start.mutate({
        workflow,
        input,
        source: 'draft',
        simulated,
        revision: autosave.revision,
        upTo: upToId,
      });
      router.push(`/runs/${id}`);
    } catch (error) {
      setFailure(readFailure(error));
      setBusy(false);
    }
  };
  return {
    busy,
    run,
    message: failure?.message ?? null,
    errors: failure ? fieldErrors(failure.details) : {},
    problems: failure ? problemsIn(failure.details) : [],
    refuse: (details: unknown) => setFailure({ message: 'Some fields do not fit.', details }),
  };
}
