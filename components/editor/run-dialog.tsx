'use client';

import { useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { validateInput } from '#core/graph/json-schema.ts';
import { needsOf, problemsOfNode } from '#core/graph/only.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { problemsIn as problemsOnTheWay, upTo } from '#core/graph/up-to.ts';
import type { Problem } from '#core/graph/validate.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import type { Autosave } from './autosave.ts';
import { CheckedDialog } from './checked-dialog.tsx';
import { InputForm } from './input-form.tsx';
import { initialDraft, inputFields, toInput } from './input-values.ts';
import { keepLastInput, readLastInput } from './last-input.ts';
import { RunFormEnd } from './run-form-end.tsx';
import { TestNodeForm } from './test-node-form.tsx';
import { useStartRun } from './use-start-run.ts';

interface RunDialogProps {
  workflow: string;
  autosave: Autosave;
}

/** A test run of the draft, of a node and what leads to it, or of a node alone: what blocks it, or the form for it. */
export function RunDialog({ workflow, autosave }: RunDialogProps) {
  const editor = useEditor();
  const upToId = useStore(editor.ui, ({ overlay }) => (overlay.kind === 'run' ? overlay.upTo : undefined));
  const onlyId = useStore(editor.ui, ({ overlay }) => (overlay.kind === 'run' ? overlay.only : undefined));
  const name = useStore(editor.graph, ({ document }) => {
    const node = document.spec.nodes.find(({ id }) => id === (onlyId ?? upToId));
    return node ? titleOf(node) : null;
  });
  if (onlyId !== undefined && name !== null) {
    return <TestNodeDialog workflow={workflow} autosave={autosave} nodeId={onlyId} name={name} />;
  }
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

function TestNodeDialog({ nodeId, name, ...props }: RunDialogProps & { nodeId: string; name: string }) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  const needs = useMemo(() => needsOf(document, editor.registry, nodeId), [document, editor, nodeId]);
  return (
    <CheckedDialog
      kind="run"
      title={`Test ${name}`}
      description="A test run of this node alone, on these values. What it does is real, unless simulated."
      matters={(problems, of) => problemsOfNode(of, nodeId, problems)}
      // Its values may still be on their way.
      initialFocus={() => firstField() ?? true}
    >
      {() => (needs ? <TestNodeForm {...props} nodeId={nodeId} needs={needs} /> : null)}
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
  const start = useStartRun(workflow, autosave);

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
    void start.run(input, simulated ? true : undefined, { upTo: upToId });
  };

  return (
    <form data-run-form className="flex flex-col gap-4" onSubmit={submit} noValidate>
      {fields.length === 0 ? <p className="text-sm text-muted">This workflow takes no input.</p> : null}
      <InputForm fields={fields} draft={draft} errors={start.errors} onChange={setDraft} />
      <RunFormEnd start={start} simulated={simulated} onSimulated={setSimulated} />
    </form>
  );
}
