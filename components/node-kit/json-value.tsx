'use client';

import { lazy, Suspense, useId, useMemo, useState } from 'react';
import { jsonMistake, lineAndColumn } from '#core/graph/json-places.ts';
import './expression-editor.css';

const JsonCode = lazy(() => import('./json-code.tsx'));

export interface JsonValueProps {
  label: string;
  text: string;
  readOnly?: boolean;
  /** Said by others about what is written; what is no JSON says so itself. */
  error?: string | null;
  onChange(text: string): void;
  onBlur?(): void;
}

/** Any JSON as text, with what is wrong underlined and told with its place. Whoever holds the text decides what it is for. */
export function JsonValue({ label, text, readOnly = false, error = null, onChange, onBlur }: JsonValueProps) {
  const id = useId();
  const [goTo, setGoTo] = useState<{ offset: number } | null>(null);
  const mistake = useMemo(() => jsonMistake(text), [text]);
  const wrong = useMemo(
    () => (mistake ? [{ ...mistake.range, message: mistake.message, severity: 'error' as const }] : []),
    [mistake],
  );
  const said = mistake ? placed(text, mistake.range.start, mistake.message) : error;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Suspense fallback={<pre className="expression-loading">{text}</pre>}>
        <JsonCode
          text={text}
          label={label}
          readOnly={readOnly}
          wrong={wrong}
          describedBy={said === null ? undefined : id}
          goTo={goTo}
          onChange={onChange}
          onBlur={onBlur ?? nothing}
        />
      </Suspense>
      {said === null ? null : (
        <p id={id} className="text-xs text-failed">
          {mistake ? (
            <button
              type="button"
              className="text-left hover:underline"
              onClick={() => setGoTo({ offset: mistake.range.start })}
            >
              {said}
            </button>
          ) : (
            said
          )}
        </p>
      )}
    </div>
  );
}

const nothing = (): void => undefined;

function placed(text: string, offset: number, message: string): string {
  const { line, column } = lineAndColumn(text, offset);
  return `Line ${line}, column ${column}: ${message}.`;
}
