'use client';

import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { formatBytes } from '#components/ui/format.ts';
import { Segmented } from '#components/ui/segmented.tsx';
import type { Json } from '#core/json.ts';
import { JsonTable } from './json-table.tsx';
import { JsonTree } from './json-tree.tsx';
import { SHOWN_MAX_CHARS, tableRows } from './shape.ts';

type View = 'tree' | 'table' | 'raw';
const LABELS: Record<View, string> = { tree: 'Tree', table: 'Table', raw: 'Raw' };

export interface JsonViewProps {
  value: Json;
  /** What the value is, for names: `Output of Draft`. */
  label: string;
  /** The expression that reads the value, such as `nodes.draft.output`; paths that people copy start with it. */
  path?: string;
}

function download(text: string, label: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

function Raw({ text, label }: { text: string; label: string }) {
  const cut = text.length > SHOWN_MAX_CHARS;
  return (
    <div className="flex flex-col gap-2">
      {cut ? (
        <p className="text-xs text-muted">
          The first {formatBytes(SHOWN_MAX_CHARS)} of {formatBytes(text.length)}. The download has all of it.
        </p>
      ) : null}
      <pre
        tabIndex={0}
        aria-label={label}
        className="max-h-96 overflow-auto rounded-md border border-line bg-canvas p-3 font-mono text-xs break-words whitespace-pre-wrap"
      >
        {cut ? text.slice(0, SHOWN_MAX_CHARS) : text}
      </pre>
    </div>
  );
}

/** Any value: as a tree, as a table where it is one, or as text. Very large ones only as text, cut, with a download. */
export function JsonView({ value, label, path = '' }: JsonViewProps) {
  const text = useMemo(() => JSON.stringify(value, null, 2), [value]);
  const rows = useMemo(() => tableRows(value), [value]);
  const isLarge = text.length > SHOWN_MAX_CHARS;
  const isPlain = typeof value !== 'object' || value === null;
  const views: View[] = isLarge || isPlain ? ['raw'] : rows ? ['table', 'tree', 'raw'] : ['tree', 'raw'];
  const [chosen, setView] = useState<View | null>(null);
  const view = chosen && views.includes(chosen) ? chosen : (views[0] ?? 'raw');
  const shown = typeof value === 'string' ? value : text;

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        {views.length > 1 ? (
          <Segmented
            aria-label={`View of ${label}`}
            value={view}
            onValueChange={(next: View) => setView(next)}
            options={views.map((option) => ({ value: option, label: LABELS[option] }))}
          />
        ) : null}
        <CopyButton text={shown} label="Copy" size="sm" variant="ghost" className="ml-auto" />
        {isLarge ? (
          <Button size="sm" variant="ghost" onClick={() => download(text, label)}>
            <Download aria-hidden />
            Download
          </Button>
        ) : null}
      </div>
      {view === 'tree' ? <JsonTree value={value} path={path} label={label} /> : null}
      {view === 'table' && rows ? <JsonTable rows={rows} /> : null}
      {view === 'raw' ? <Raw text={shown} label={label} /> : null}
    </div>
  );
}
