'use client';

import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import { portsOf } from '#components/canvas/card-size.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { JsonValue } from '#components/node-kit/json-value.tsx';
import { Select } from '#components/ui/select.tsx';
import { ListSkeleton } from '#components/ui/skeleton.tsx';
import type { Need, Needs } from '#core/graph/only.ts';
import { validateInput } from '#core/graph/json-schema.ts';
import type { Autosave } from './autosave.ts';
import { initialGiven, readGiven } from './given-values.ts';
import type { GivenDraft } from './given-values.ts';
import { InputForm } from './input-form.tsx';
import { initialDraft, inputFields, toInput } from './input-values.ts';
import { keepLastInput, readLastInput } from './last-input.ts';
import { RunFormEnd } from './run-form-end.tsx';
import { useStartRun } from './use-start-run.ts';

interface TestNodeFormProps {
  workflow: string;
  autosave: Autosave;
  nodeId: string;
  needs: Needs;
}

/** The values for a test of one node, filled in with what the last run had. */
export function TestNodeForm(props: TestNodeFormProps) {
  const editor = useEditor();
  const { given } = props.needs;
  const [initial, setInitial] = useState<Record<string, GivenDraft> | null>(null);
  useEffect(() => {
    let isOpen = true;
    const { document } = editor.graph.getState();
    const { known } = editor.lastRun.getState();
    void initialGiven(document, editor.registry, given, known)
      // A value of the last run that cannot be fetched now.
      .catch(() => initialGiven(document, editor.registry, given, null))
      .then((drafts) => {
        if (isOpen) setInitial((before) => before ?? drafts);
      });
    return () => {
      isOpen = false;
    };
  }, [editor, given]);
  return initial ? <Form {...props} initial={initial} /> : <ListSkeleton rows={3} />;
}

function Form({
  workflow,
  autosave,
  nodeId,
  needs,
  initial,
}: TestNodeFormProps & { initial: Record<string, GivenDraft> }) {
  const editor = useEditor();
  const schema = editor.graph.getState().document.spec.input;
  const fields = needs.input ? inputFields(schema) : [];
  const [input, setInput] = useState(() => initialDraft(schema, readLastInput(workflow)));
  const [drafts, setDrafts] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [simulated, setSimulated] = useState(false);
  const start = useStartRun(workflow, autosave);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readGiven(drafts);
    setErrors(read.ok ? {} : read.errors);
    const value = needs.input ? toInput(schema, input) : {};
    const checked = validateInput(needs.input ? schema : null, value);
    if (!checked.ok) return start.refuse(checked.errors);
    if (!read.ok) return start.refuse([]);
    if (needs.input) keepLastInput(workflow, input);
    // Unticked leaves it to the server, which simulates when no model is set up.
    void start.run(value, simulated ? true : undefined, { only: { node: nodeId, given: read.given } });
  };
  return (
    <form data-run-form className="flex flex-col gap-4" onSubmit={submit} noValidate>
      {needs.given.length === 0 && fields.length === 0 ? (
        <p className="text-sm text-muted">It uses nothing of what comes before it.</p>
      ) : null}
      {needs.given.map((need) => (
        <GivenField
          key={need.nodeId}
          need={need}
          draft={drafts[need.nodeId]}
          error={errors[need.nodeId] ?? null}
          onChange={(draft) => setDrafts((before) => ({ ...before, [need.nodeId]: draft }))}
        />
      ))}
      {fields.length > 0 ? <InputForm fields={fields} draft={input} errors={start.errors} onChange={setInput} /> : null}
      <RunFormEnd start={start} simulated={simulated} onSimulated={setSimulated} />
    </form>
  );
}

const FROM: Record<GivenDraft['from'], string> = {
  pin: 'as pinned',
  run: 'as in the last run',
  sample: 'nothing from a run: fill it in',
};

interface GivenFieldProps {
  need: Need;
  draft: GivenDraft | undefined;
  error: string | null;
  onChange(draft: GivenDraft): void;
}

function GivenField({ need, draft, error, onChange }: GivenFieldProps) {
  const editor = useEditor();
  const node = useStore(editor.graph, ({ document }) => document.spec.nodes.find(({ id }) => id === need.nodeId));
  if (!node || !draft) return null;
  const label = need.what === 'item' ? `Item of ${titleOf(node)}` : `Output of ${titleOf(node)}`;
  const names = new Map(portsOf(editor.registry, node).map((port) => [port.id, port.label]));
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex min-h-6 flex-wrap items-center gap-x-2">
        <span className="text-sm font-medium text-ink">{label}</span>
        <span className="text-xs text-muted">{FROM[draft.from]}</span>
        {need.ports.length > 1 ? (
          <Select
            aria-label={`Where ${titleOf(node)} goes on`}
            className="ml-auto w-auto"
            value={draft.port}
            options={need.ports.map((port) => ({ value: port, label: names.get(port) ?? port }))}
            onValueChange={(port) => onChange({ ...draft, port })}
          />
        ) : null}
      </div>
      <JsonValue label={label} text={draft.text} error={error} onChange={(text) => onChange({ ...draft, text })} />
    </div>
  );
}
