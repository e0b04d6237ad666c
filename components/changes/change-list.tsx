'use client';

import { MARK_LOOKS } from '#components/canvas/mark-look.ts';
import { cn } from '#components/ui/cn.ts';
import { Disclosure } from '#components/ui/disclosure.tsx';
import type { ElementDiff, FieldChange } from '#core/graph/diff.ts';
import { elementKey } from '#core/graph/elements.ts';
import type { ElementRef } from '#core/graph/elements.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { FieldValue } from './field-value.tsx';
import { elementName, fieldName } from './names.ts';

export interface ChangeListProps {
  diffs: readonly ElementDiff[];
  /** Where names are looked up, the newer one first. */
  documents: readonly WorkflowDocument[];
  /** Shows an element on a canvas beside the list: when its name is pressed, or its fields are opened. */
  onShow?: (element: ElementRef) => void;
}

/** What is different, one line for each element; a changed one opens to its fields with before and after. */
export function ChangeList({ diffs, documents, onShow }: ChangeListProps) {
  return (
    <ul aria-label="Changes" className="flex flex-col">
      {diffs.map((diff) => (
        <li key={elementKey(diff.element)} className="border-b border-line py-1 last:border-b-0">
          {diff.change === 'changed' ? (
            <Disclosure
              label={<Line diff={diff} documents={documents} />}
              onOpen={showOf(diff, onShow)}
              defaultOpen={diffs.length <= 3}
            >
              <ul className="flex flex-col gap-3">
                {diff.fields.map((field) => (
                  <Field key={field.path.join('.')} field={field} />
                ))}
              </ul>
            </Disclosure>
          ) : (
            <div className="flex min-h-8 items-center pl-6 text-sm">
              <Line diff={diff} documents={documents} onShow={onShow} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ diff, documents, onShow }: Omit<ChangeListProps, 'diffs'> & { diff: ElementDiff }) {
  const { word, icon: Icon, tone } = MARK_LOOKS[diff.change];
  const name = elementName(diff.element, documents);
  const show = showOf(diff, onShow);
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2">
      <Icon aria-hidden className={cn('size-3.5 shrink-0', tone)} />
      <span className="sr-only">{word}: </span>
      {show ? (
        <button type="button" className="min-w-0 truncate text-left text-ink hover:underline" onClick={show}>
          {name}
        </button>
      ) : (
        <span className="min-w-0 truncate text-ink">{name}</span>
      )}
      <span aria-hidden className={cn('ml-auto shrink-0 text-xs', tone)}>
        {word}
      </span>
    </span>
  );
}

function showOf({ element }: ElementDiff, onShow: ChangeListProps['onShow']): (() => void) | undefined {
  return onShow && element.kind !== 'workflow' ? () => onShow(element) : undefined;
}

function Field({ field: { path, before, after } }: { field: FieldChange }) {
  const isText = typeof before === 'string' && typeof after === 'string';
  return (
    <li className="flex flex-col gap-1">
      <p className="text-xs font-medium text-muted">{fieldName(path)}</p>
      {isText ? (
        <FieldValue value={after} before={before} />
      ) : (
        <dl className="grid grid-cols-[3.5rem_1fr] gap-x-2 gap-y-1">
          <dt className="text-xs text-muted">Before</dt>
          <dd className="min-w-0">
            <FieldValue value={before} />
          </dd>
          <dt className="text-xs text-muted">After</dt>
          <dd className="min-w-0">
            <FieldValue value={after} />
          </dd>
        </dl>
      )}
    </li>
  );
}
