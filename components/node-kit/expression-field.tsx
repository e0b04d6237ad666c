'use client';

import { lazy, Suspense, useCallback, useDeferredValue, useId, useMemo } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { WrongRange } from './code-marks.ts';
import { FieldFrame } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField, useInspector } from './inspector-context.ts';
import type { ExpressionKind } from './inspector-context.ts';
import { PreviewLine } from './preview-line.tsx';
import './expression-editor.css';

const ExpressionEditor = lazy(() => import('./expression-editor.tsx'));

export interface ExpressionFieldProps extends FieldProps {
  kind: ExpressionKind;
  placeholder?: string;
  /** An empty field is no value. */
  optional?: boolean;
  hideLabel?: boolean;
}

/** One expression of the config: a text with `{{ }}` holes, or a bare condition. */
export function ExpressionField({
  path,
  label,
  description,
  kind,
  placeholder = '',
  optional = false,
  hideLabel = false,
}: ExpressionFieldProps) {
  const field = useConfigField(path, label);
  const value = typeof field.value === 'string' ? field.value : '';
  return (
    <FieldFrame name={field.name}>
      <LabelledExpression
        kind={kind}
        label={label}
        hideLabel={hideLabel}
        description={description}
        error={field.error}
        warning={field.warning}
        placeholder={placeholder}
        value={value}
        readOnly={field.readOnly}
        onChange={(text) => field.set(optional && text === '' ? undefined : text)}
        onBlur={field.seal}
      />
    </FieldFrame>
  );
}

export interface LabelledExpressionProps {
  kind: ExpressionKind;
  label: string;
  hideLabel?: boolean;
  description?: FieldProps['description'];
  error?: string | null;
  warning?: string | null;
  placeholder?: string;
  value: string;
  readOnly: boolean;
  onChange(value: string): void;
  onBlur(): void;
}

/**
 * The editor with its label, its hint or error, and what it would have been in the last run. CodeMirror's element is no
 * form control, so they are wired by hand.
 */
export function LabelledExpression(props: LabelledExpressionProps) {
  const { reachable, preview } = useInspector();
  const id = useId();
  // Behind the keystrokes, so that a large run cannot hold them up.
  const settled = useDeferredValue(props.value);
  const wrong = useWrong(settled, props.kind);
  const error = props.error ?? wrong.find(({ severity }) => severity === 'error')?.message;
  const warning = props.warning ?? wrong[0]?.message;
  const message = error ?? warning ?? props.description;
  const shown = useMemo(
    () => (isExpression(settled, props.kind) ? preview({ text: settled, kind: props.kind }) : null),
    [settled, props.kind, preview],
  );
  const valueOf = useCallback(
    (expression: string) => preview({ text: `{{ ${expression} }}`, kind: 'template' }),
    [preview],
  );
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className={cn('flex items-baseline justify-between gap-3', props.hideLabel && 'sr-only')}>
        <span className="text-sm font-medium text-ink">{props.label}</span>
        <span className="text-xs text-subtle">{props.kind === 'template' ? '/ for values' : 'CEL'}</span>
      </div>
      <Suspense fallback={<pre className="expression-loading">{props.value || ' '}</pre>}>
        <ExpressionEditor
          kind={props.kind}
          value={props.value}
          onChange={props.onChange}
          onBlur={props.onBlur}
          reachable={reachable}
          valueOf={valueOf}
          readOnly={props.readOnly}
          label={props.label}
          placeholder={props.placeholder ?? ''}
          invalid={Boolean(error)}
          wrong={wrong}
          describedBy={message ? id : undefined}
        />
      </Suspense>
      {message ? (
        <p id={id} className={cn('text-xs', error ? 'text-failed' : warning ? 'text-warning' : 'text-muted')}>
          {message}
        </p>
      ) : null}
      {shown && !error ? <PreviewLine preview={shown} /> : null}
    </div>
  );
}

/** What is wrong with the text, by itself and where it stands, each with the characters that are to blame. */
function useWrong(text: string, kind: ExpressionKind): readonly WrongRange[] {
  const { check } = useInspector();
  return useMemo(
    () =>
      (text === '' ? [] : check(text, kind)).map(({ message, severity, range }) => ({
        message,
        severity,
        start: range?.start ?? 0,
        end: range?.end ?? text.length,
      })),
    [check, text, kind],
  );
}

/** Plain text is its own preview. */
function isExpression(text: string, kind: ExpressionKind): boolean {
  return kind === 'condition' ? text.trim() !== '' : text.includes('{{');
}
