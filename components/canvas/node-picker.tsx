'use client';

import { Anchored } from './anchored.tsx';
import { leave } from './gestures/focus-element.ts';
import { useEditor } from './editor-context.ts';
import type { PickerRequest } from './editor-context.ts';
import { fittingTypes, placePicked } from './gestures/place-node.ts';
import { nodeItems } from './node-items.ts';
import { NodeTile } from './node-tile.tsx';
import { SearchList } from './search-list.tsx';

/** Lists the node types that fit where it was opened; Escape leaves nothing behind. */
export function NodePicker({ purpose, at, screen }: PickerRequest) {
  const editor = useEditor();
  const label = purpose.kind === 'replace' ? 'Replace with' : 'Add a node';
  const items = nodeItems(fittingTypes(editor, purpose)).map((item) => ({
    ...item,
    icon: <NodeTile type={item.id} />,
  }));
  return (
    <Anchored at={screen} label={label} onClose={() => leave(editor)} className="w-72 p-0">
      <SearchList
        label={label}
        placeholder={label}
        items={items}
        empty="Nothing here fits."
        onChoose={(type) => {
          leave(editor);
          placePicked(editor, type, at, purpose);
        }}
      />
    </Anchored>
  );
}
