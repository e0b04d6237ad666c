'use client';

import { lazy, Suspense, useId, useMemo, useState } from 'react';
import { jsonMistake, lineAndColumn, placeInJson } from '#core/graph/json-places.ts';
import type { PathMessage } from '#core/graph/json-schema.ts';
import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { WrongRange } from './code-marks.ts';
import './expression-editor.css';

const JsonCode = lazy(() => import('./json-code.tsx'));

export interface JsonSourceProps {
  label: string;
  value: JsonObject;
  readOnly: boolean;
  /** What the value itself is wrong about; each is underlined where it stands. */
  problems: readonly PathMessage[];
  onChange(value: JsonObject): void;
  onBlur(): void;
}

const SHOWN = 5;

/** An object as JSON text. What is typed stays while it is no JSON yet; the document only gets objects. */
export function JsonSource({ label, value, readOnly, problems, onChange, onBlur }: JsonSourceProps) {
  const [draft, setDraft] = useState<{ text: string; of: JsonObject } | null>(null);
  const [goTo, setGoTo] = useState<{ offset: number } | null>(null);
  const id = useId();
  const text = useMemo(
    () => (draft && stands(draft, value) ? draft.text : JSON.stringify(value, null, 2)),
    [draft, value],
  );
  const wrong = useMemo(() => wrongIn(text, problems), [text, problems]);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <Suspense fallback={<pre className="expression-loading">{text}</pre>}>
        <JsonCode
          text={text}
          label={label}
          readOnly={readOnly}
          wrong={wrong}
          describedBy={wrong.length > 0 ? id : undefined}
          goTo={goTo}
          onChange={(next) => {
            setDraft({ text: next, of: value });
            const parsed = objectIn(next);
            if (parsed) onChange(parsed);
          }}
          onBlur={onBlur}
        />
      </Suspense>
      {wrong.length > 0 ? (
        <ul
          id={id}
          className="sticky bottom-2 flex flex-col gap-0.5 rounded-md border border-failed/40 bg-failed-soft px-2.5 py-1.5 text-xs text-failed"
        >
          {wrong.slice(0, SHOWN).map((one) => (
            <li key={`${one.start} ${one.message}`}>
              <button
                type="button"
                className="text-left hover:underline"
                onClick={() => setGoTo({ offset: one.start })}
              >
                {placeText(text, one.start)}: {one.message}.
              </button>
            </li>
          ))}
          {wrong.length > SHOWN ? <li>and {wrong.length - SHOWN} more</li> : null}
        </ul>
      ) : null}
    </div>
  );
}

/** Whether what was typed still says the value, or says nothing yet about a value that nobody else has changed. */
function stands({ text, of }: { text: string; of: JsonObject }, value: JsonObject): boolean {
  const parsed = objectIn(text);
  // The order of keys counts: it is the order of the fields.
  return parsed ? JSON.stringify(parsed) === JSON.stringify(value) : of === value;
}

function objectIn(text: string): JsonObject | null {
  if (jsonMistake(text)) return null;
  const value = JSON.parse(text) as Json;
  return isJsonObject(value) ? value : null;
}

function wrongIn(text: string, problems: readonly PathMessage[]): WrongRange[] {
  const mistake = jsonMistake(text);
  if (mistake) return [{ ...mistake.range, message: mistake.message, severity: 'error' }];
  if (!objectIn(text))
    return [{ ...placeInJson(text, []), message: 'A schema is an object, so it begins with {', severity: 'error' }];
  return problems.map(({ path, message }) => ({ ...placeInJson(text, path), message, severity: 'error' }));
}

function placeText(text: string, offset: number): string {
  const { line, column } = lineAndColumn(text, offset);
  return `Line ${line}, column ${column}`;
}
