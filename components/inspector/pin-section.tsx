'use client';

import { Pin as PinIcon } from 'lucide-react';
import { useState } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { portsOf } from '#components/canvas/card-size.ts';
import { JsonValue } from '#components/node-kit/json-value.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { updateNode } from '#core/graph/edit.ts';
import { jsonMistake } from '#core/graph/json-places.ts';
import { pinSchema } from '#core/graph/schema.ts';
import type { GraphNode, Pin } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';

interface PinSectionProps {
  node: GraphNode;
  pinned: Pin;
  readOnly: boolean;
}

/** What a pinned node puts out in test runs, to be looked at, changed and taken away. */
export function PinSection({ node, pinned, readOnly }: PinSectionProps) {
  const editor = useEditor();
  const change = (next: Pin | undefined): void =>
    void editor.graph.apply(
      next ? 'Edit pinned output' : 'Unpin output of node',
      (before) => updateNode(before, node.id, { pinned: next }),
      `pinned:${node.id}`,
    );
  const ports = portsOf(editor.registry, node);
  const port = pinned.port ?? 'out';
  return (
    <section
      aria-label="Pinned output"
      data-field="pinned"
      className="flex flex-col gap-3 border-b border-line bg-accent-soft/40 p-4"
    >
      <div className="flex items-center gap-2">
        <PinIcon aria-hidden className="size-4 shrink-0 text-accent" />
        <h3 className="flex-1 text-sm font-medium text-ink">Pinned output</h3>
        {readOnly ? null : (
          <Button size="sm" onClick={() => change(undefined)}>
            Unpin
          </Button>
        )}
      </div>
      <p className="text-xs text-muted">
        In test runs this comes out, and the node itself does nothing. It is part of the draft, also where that is
        exported: keep nothing private in it. To publish, unpin it.
      </p>
      {ports.length > 1 || port !== 'out' ? (
        <Field label="Goes on at">
          <Select
            value={port}
            disabled={readOnly}
            options={[
              ...ports.map(({ id, label }) => ({ value: id, label })),
              ...(ports.some(({ id }) => id === port) ? [] : [{ value: port, label: `${port} (not there)` }]),
            ]}
            onValueChange={(next) => change({ output: pinned.output, ...(next === 'out' ? {} : { port: next }) })}
          />
        </Field>
      ) : null}
      <PinText
        output={pinned.output}
        readOnly={readOnly}
        onChange={(output) => change({ ...pinned, output })}
        onBlur={() => editor.graph.seal()}
      />
    </section>
  );
}

interface PinTextProps {
  output: Json;
  readOnly: boolean;
  onChange(output: Json): void;
  onBlur(): void;
}

/** What is typed stays while it is no JSON yet; the document only gets JSON, and not too much of it. */
function PinText({ output, readOnly, onChange, onBlur }: PinTextProps) {
  const [draft, setDraft] = useState<{ text: string; of: string } | null>(null);
  const shown = JSON.stringify(output, null, 2);
  // What somebody else or an undo made of it meanwhile takes the place of what was typed.
  const text = draft?.of === shown ? draft.text : shown;
  const parsed = jsonMistake(text) ? null : pinSchema.safeParse({ output: JSON.parse(text) as Json });
  return (
    <JsonValue
      label="Pinned output"
      text={text}
      readOnly={readOnly}
      error={parsed?.error?.issues[0]?.message ?? null}
      onChange={(next) => {
        const pin = jsonMistake(next) ? null : pinSchema.safeParse({ output: JSON.parse(next) as Json });
        setDraft({ text: next, of: pin?.success ? JSON.stringify(pin.data.output, null, 2) : shown });
        if (pin?.success) onChange(pin.data.output);
      }}
      onBlur={onBlur}
    />
  );
}
