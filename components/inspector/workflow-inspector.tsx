'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { SchemaEditor } from '#components/node-kit/schema/schema-editor.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, Textarea } from '#components/ui/input.tsx';
import { updateMetadata, updateSpec } from '#core/graph/edit.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { ConcurrencyFields } from './concurrency-fields.tsx';
import { DraftInput } from './draft-input.tsx';
import { durationProblem, optionalNumber } from './draft-problems.ts';

/** The settings of the workflow itself. */
export function WorkflowInspector() {
  const editor = useEditor();
  const { metadata, spec } = useStore(editor.graph, (state) => state.document);
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  return (
    <div className="flex flex-col">
      <header className="flex items-center justify-between gap-2 border-b border-line p-4">
        <h2 className="text-lg font-semibold">Workflow</h2>
        <code className="truncate font-mono text-xs text-muted">{metadata.name}</code>
      </header>
      <div className="flex flex-col gap-4 p-4">
        <Names metadata={metadata} readOnly={readOnly} />
        <SchemaEditor
          label="What a run takes"
          schema={spec.input ?? { type: 'object', properties: {} }}
          readOnly={readOnly}
          purpose="input"
          onChange={(input) =>
            editor.graph.apply('Edit input', (before) => updateSpec(before, { input }), 'workflow:input')
          }
          onBlur={() => editor.graph.seal()}
        />
      </div>
      <div className="border-t border-line px-4 py-2">
        <Disclosure label="Limits of a run" defaultOpen={spec.limits !== undefined}>
          <Limits limits={spec.limits ?? {}} readOnly={readOnly} />
        </Disclosure>
        <Disclosure label="Runs at the same time" defaultOpen={spec.concurrency !== undefined}>
          <ConcurrencyFields concurrency={spec.concurrency ?? {}} readOnly={readOnly} />
        </Disclosure>
      </div>
    </div>
  );
}

function Names({ metadata, readOnly }: { metadata: WorkflowDocument['metadata']; readOnly: boolean }) {
  const editor = useEditor();
  const seal = (): void => editor.graph.seal();
  return (
    <>
      <Field label="Title">
        <Input
          value={metadata.title ?? ''}
          placeholder={metadata.name}
          maxLength={200}
          readOnly={readOnly}
          onChange={(event) =>
            editor.graph.apply(
              'Rename workflow',
              (before) => updateMetadata(before, { title: event.target.value || undefined }),
              'workflow:title',
            )
          }
          onBlur={seal}
        />
      </Field>
      <Field label="Description">
        <Textarea
          value={metadata.description ?? ''}
          rows={2}
          maxLength={2000}
          readOnly={readOnly}
          onChange={(event) =>
            editor.graph.apply(
              'Edit description',
              (before) => updateMetadata(before, { description: event.target.value || undefined }),
              'workflow:description',
            )
          }
          onBlur={seal}
        />
      </Field>
    </>
  );
}

type LimitValues = NonNullable<WorkflowDocument['spec']['limits']>;

function Limits({ limits, readOnly }: { limits: LimitValues; readOnly: boolean }) {
  const editor = useEditor();
  const set = (change: Partial<LimitValues>): void => {
    const next = Object.fromEntries(
      Object.entries({ ...limits, ...change }).filter(([, value]) => value !== undefined),
    ) as LimitValues;
    editor.graph.apply(
      'Edit limits',
      (before) => updateSpec(before, { limits: Object.keys(next).length > 0 ? next : undefined }),
      'workflow:limits',
    );
  };
  const number = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Node runs">
        <DraftInput
          value={String(limits.maxNodeRuns ?? '')}
          placeholder="10000"
          readOnly={readOnly}
          problem={optionalNumber(1, 10_000, true)}
          onChange={(text) => set({ maxNodeRuns: number(text) })}
        />
      </Field>
      <Field label="Time">
        <DraftInput
          value={limits.timeout ?? ''}
          placeholder="None"
          readOnly={readOnly}
          problem={durationProblem}
          onChange={(text) => set({ timeout: text || undefined })}
        />
      </Field>
      <Field label="Tokens">
        <DraftInput
          value={String(limits.tokens ?? '')}
          placeholder="None"
          readOnly={readOnly}
          problem={optionalNumber(1, Number.MAX_SAFE_INTEGER, true)}
          onChange={(text) => set({ tokens: number(text) })}
        />
      </Field>
      <Field label="Cost in USD">
        <DraftInput
          value={String(limits.cost ?? '')}
          placeholder="None"
          readOnly={readOnly}
          problem={optionalNumber(0.000_001, 1_000_000, false)}
          onChange={(text) => set({ cost: number(text) })}
        />
      </Field>
    </div>
  );
}
