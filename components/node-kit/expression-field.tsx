'use client';

import { lazy, Suspense, useId } from 'react';
import { cn } from '#components/ui/cn.ts';
import { FieldFrame } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField, useInspector } from './inspector-context.ts';
import './expression-editor.css';

const ExpressionEditor = lazy(() => import('./expression-editor.tsx'));

export interface ExpressionFieldProps extends FieldProps {
  kind: 'template' | 'condition';
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
  kind: 'template' | 'condition';
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

/** The editor with its label, hint and error. CodeMirror's element is no form control, so they are wired by hand. */
export function LabelledExpression(props: LabelledExpressionProps) {
  const { reachable } = useInspector();
  const id = useId();
  const message = props.error ?? props.warning ?? props.description;
  return (
    <div className="flex flex-col gap-1.5">
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
          readOnly={props.readOnly}
          label={props.label}
          placeholder={props.placeholder ?? ''}
          invalid={Boolean(props.error)}
          describedBy={message ? id : undefined}
        />
      </Suspense>
      {message ? (
        <p
          id={id}
          className={cn('text-xs', props.error ? 'text-failed' : props.warning ? 'text-warning' : 'text-muted')}
        >
          {message}
        </p>
      ) : null}
    </div>
  );
}
