'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { Field } from '#components/ui/field.tsx';
import { updateSpec } from '#core/graph/edit.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { DraftInput } from './draft-input.tsx';
import { type DraftProblem, integerProblem } from './draft-problems.ts';

type Concurrency = NonNullable<WorkflowDocument['spec']['concurrency']>;

const MAX_RUNS = 10_000;

/** How many runs of the workflow may be between start and end; the others are queued. */
export function ConcurrencyFields({ concurrency, readOnly }: { concurrency: Concurrency; readOnly: boolean }) {
  const editor = useEditor();
  const keyProblem = useStore(
    editor.problems,
    (state) =>
      state.problems.find(({ path }) => path?.[1] === 'concurrency' && path[2] === 'key' && path[0] === 'spec')
        ?.message ?? null,
  );
  const set = (change: Partial<Concurrency>): void => {
    const next = Object.fromEntries(
      Object.entries({ ...concurrency, ...change }).filter(([, value]) => value !== undefined),
    ) as Concurrency;
    editor.graph.apply(
      'Edit runs at the same time',
      (before) => updateSpec(before, { concurrency: Object.keys(next).length > 0 ? next : undefined }),
      'workflow:concurrency',
    );
  };
  const number = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Of this workflow"
        description="Those that wait count too, for a person as well: with 1, the next begins when this one has ended."
      >
        <DraftInput
          value={String(concurrency.max ?? '')}
          placeholder="Any number"
          readOnly={readOnly}
          problem={runsProblem}
          onChange={(text) => set({ max: number(text) })}
        />
      </Field>
      <Field
        label="Key"
        error={keyProblem}
        description="Runs with the same key take turns: {{ input.customer }} gives each customer a queue of their own."
      >
        <DraftInput
          value={concurrency.key ?? ''}
          placeholder="None"
          readOnly={readOnly}
          problem={anything}
          onChange={(text) => set(text === '' ? { key: undefined, maxPerKey: undefined } : { key: text })}
        />
      </Field>
      {concurrency.key === undefined ? null : (
        <Field label="With the same key">
          <DraftInput
            value={String(concurrency.maxPerKey ?? '')}
            placeholder="1"
            readOnly={readOnly}
            problem={runsProblem}
            onChange={(text) => set({ maxPerKey: number(text) })}
          />
        </Field>
      )}
    </div>
  );
}

/** The editor's problems say what is wrong with an expression; it stays in the document so that nothing is lost. */
const anything: DraftProblem = () => null;

const oneOrMore = integerProblem(1, MAX_RUNS);
const runsProblem: DraftProblem = (text) => (text.trim() === '' ? null : oneOrMore(text));
