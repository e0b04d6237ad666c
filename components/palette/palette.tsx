'use client';

import { Search } from 'lucide-react';
import { useState } from 'react';
import type { DragEvent } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { NODE_TYPE_MIME } from '#components/canvas/gestures/make-editing.ts';
import { pickerAtSelection } from '#components/canvas/gestures/picker-place.ts';
import { placePicked } from '#components/canvas/gestures/place-node.ts';
import { nodeItems } from '#components/canvas/node-items.ts';
import { NodeTile } from '#components/canvas/node-tile.tsx';
import { search } from '#components/canvas/search-list.tsx';
import { cn } from '#components/ui/cn.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { definitionOf } from '#core/node/define.ts';
import type { NodeDefinition } from '#core/node/define.ts';
import { showDragGhost } from './drag-ghost.ts';

/**
 * The node types that exist, to click or to drag. In a narrow window it shows icons only, so that the canvas keeps
 * most of the width.
 */
export function Palette() {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  // Only what must be there at most once can become unavailable.
  const present = useStore(editor.graph, (state) => singletons(editor.registry, state.document.spec.nodes));
  const definitions = Object.values(editor.registry);
  const found = search(nodeItems(definitions), query);
  const groups = [...new Set(definitions.map((definition) => definition.group))];
  return (
    <nav
      aria-label="Nodes to add"
      className="flex w-14 shrink-0 flex-col gap-3 overflow-y-auto border-r border-line bg-surface p-2 min-[1400px]:w-58 min-[1400px]:p-3"
    >
      <label className="flex h-8 shrink-0 items-center gap-2 rounded-md border border-control px-2 text-subtle focus-within:outline-2 focus-within:outline-accent max-[1399px]:hidden">
        <Search aria-hidden className="size-4" />
        <input
          aria-label="Search nodes"
          placeholder="Add a node"
          className="w-full bg-transparent text-sm text-ink outline-none placeholder:text-subtle"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key === 'Enter' && first) addBySelection(editor, first.id);
          }}
        />
        <Kbd>N</Kbd>
      </label>
      {groups.map((group) => {
        const items = found.filter((item) => item.group === group);
        if (items.length === 0) return null;
        return (
          <section key={group} aria-label={group} className="flex flex-col">
            <h2 className="px-1 pb-1 text-xs text-muted max-[1399px]:hidden">{group}</h2>
            {items.map((item) => {
              const definition = definitionOf(editor.registry, item.id);
              return definition ? (
                <PaletteItem key={item.id} definition={definition} available={!present.split(' ').includes(item.id)} />
              ) : null;
            })}
          </section>
        );
      })}
      {found.length === 0 ? <p className="px-1 text-sm text-muted">No node is called that.</p> : null}
    </nav>
  );
}

function PaletteItem({ definition, available }: { definition: NodeDefinition; available: boolean }) {
  const editor = useEditor();
  const drag = (event: DragEvent<HTMLElement>): void => {
    event.dataTransfer.setData(NODE_TYPE_MIME, definition.type);
    event.dataTransfer.effectAllowed = 'copy';
    showDragGhost(event.dataTransfer, event.currentTarget, editor.canvas()?.getZoom() ?? 1);
  };
  return (
    <button
      type="button"
      draggable={available}
      disabled={!available}
      title={available ? definition.description : `There is a ${definition.title} already.`}
      aria-label={definition.title}
      onDragStart={drag}
      onClick={() => addBySelection(editor, definition.type)}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-1.5 text-left text-sm text-ink transition-colors hover:bg-hover disabled:opacity-40 disabled:hover:bg-transparent max-[1399px]:justify-center max-[1399px]:px-0',
        available && 'cursor-grab',
      )}
    >
      <NodeTile type={definition.type} className="size-6" />
      <span className="truncate max-[1399px]:hidden">{definition.title}</span>
    </button>
  );
}

/** Behind the selected node and joined to it, into the selected wire, or where one looks. */
function addBySelection(editor: ReturnType<typeof useEditor>, type: string): void {
  const { at, purpose } = pickerAtSelection(editor);
  placePicked(editor, type, at, purpose);
}

/** Joined to one text, because a selector must give the same value for the same state. */
function singletons(registry: ReturnType<typeof useEditor>['registry'], nodes: readonly { type: string }[]): string {
  const present = nodes.filter((node) => definitionOf(registry, node.type)?.singleton === true);
  return present.map((node) => node.type).join(' ');
}
