'use client';

import { useEditor } from '#components/canvas/editor-context.ts';
import { JsonText } from '#components/node-kit/json-field.tsx';
import { useInspector } from '#components/node-kit/inspector-context.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Select } from '#components/ui/select.tsx';
import { Field } from '#components/ui/field.tsx';
import { updateNode } from '#core/graph/edit.ts';
import type { NodeChange } from '#core/graph/edit.ts';
import { definitionOf } from '#core/node/define.ts';
import type { NodeDefinition } from '#core/node/define.ts';
import { DraftInput } from './draft-input.tsx';
import { durationProblem, integerProblem } from './draft-problems.ts';

const ON_ERROR = [
  { value: 'default', label: 'Default', hint: 'error port if wired, else fail' },
  { value: 'fail', label: 'Fail the run' },
  { value: 'branch', label: 'Go on at the error port' },
  { value: 'continue', label: 'Go on with a fallback' },
] as const;

/** The settings that node types share: retry, timeout, on error, switched off. Only those that make sense here. */
export function CommonSection() {
  const editor = useEditor();
  const { node, readOnly } = useInspector();
  const definition = definitionOf(editor.registry, node.type);
  if (!definition) return null;
  const { retry, timeout, error, disable } = definition.supports;
  if (!retry && !timeout && !error && !disable) return null;
  const change = (what: string, next: NodeChange): void =>
    void editor.graph.apply(`Edit ${what}`, (before) => updateNode(before, node.id, next), `${what}:${node.id}`);
  const parts = [retry ? 'retry' : '', timeout ? 'timeout' : '', error ? 'on error' : ''].filter(Boolean);
  const words = parts.length > 0 ? parts.join(', ') : 'more';
  return (
    <div className="border-t border-line px-4 py-2" data-field="common">
      <Disclosure label={words.charAt(0).toUpperCase() + words.slice(1)}>
        <div className="flex flex-col gap-4">
          {retry ? <RetryFields definition={definition} change={change} /> : null}
          {timeout ? (
            <Field label="Timeout of one attempt">
              <DraftInput
                value={node.timeout ?? ''}
                placeholder={definition.defaultTimeout ?? 'None'}
                readOnly={readOnly}
                problem={durationProblem}
                onChange={(text) => change('timeout', { timeout: text === '' ? undefined : text })}
              />
            </Field>
          ) : null}
          {error ? <ErrorFields change={change} /> : null}
          {disable ? (
            <Checkbox
              label="Switched off"
              description="Passed by: the next nodes run, its output is absent or the fallback."
              checked={node.disabled === true}
              disabled={readOnly}
              onCheckedChange={(on) => change('switch', { disabled: on ? true : undefined })}
            />
          ) : null}
        </div>
      </Disclosure>
    </div>
  );
}

type Change = (what: string, next: NodeChange) => void;

function RetryFields({ definition, change }: { definition: NodeDefinition; change: Change }) {
  const { node, readOnly } = useInspector();
  const preset = definition.defaultRetry ?? { maxAttempts: 1, backoff: '1s', factor: 2, maxBackoff: '60s' };
  const retry = node.retry ?? preset;
  const set = (next: Partial<typeof retry>): void => change('retry', { retry: { ...retry, ...next } });
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Attempts">
        <DraftInput
          value={String(retry.maxAttempts)}
          readOnly={readOnly}
          problem={integerProblem(1, 20)}
          onChange={(text) => set({ maxAttempts: Number(text) })}
        />
      </Field>
      <Field label="Wait before the second">
        <DraftInput
          value={retry.backoff}
          readOnly={readOnly}
          problem={durationProblem}
          onChange={(text) => set({ backoff: text || preset.backoff })}
        />
      </Field>
      <Field label="Then times">
        <DraftInput
          value={String(retry.factor)}
          readOnly={readOnly}
          problem={integerProblem(1, 10)}
          onChange={(text) => set({ factor: Number(text) })}
        />
      </Field>
      <Field label="At most">
        <DraftInput
          value={retry.maxBackoff}
          readOnly={readOnly}
          problem={durationProblem}
          onChange={(text) => set({ maxBackoff: text || preset.maxBackoff })}
        />
      </Field>
    </div>
  );
}

function ErrorFields({ change }: { change: Change }) {
  const { node, readOnly, seal } = useInspector();
  const onError = node.onError ?? 'default';
  return (
    <>
      <Field label="When it fails">
        <Select
          value={onError}
          options={ON_ERROR}
          disabled={readOnly}
          onValueChange={(next) => change('on error', { onError: next === 'default' ? undefined : next })}
        />
      </Field>
      {onError === 'continue' || node.disabled ? (
        <JsonText
          label="Fallback output"
          description="JSON. Stands for the output that is missing."
          rows={2}
          value={node.fallback}
          readOnly={readOnly}
          onChange={(fallback) => change('fallback', { fallback })}
          onBlur={seal}
        />
      ) : null}
    </>
  );
}
