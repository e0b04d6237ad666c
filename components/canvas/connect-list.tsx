'use client';

import { connectableTargets, edgeOf } from '#core/graph/connect.ts';
import { edgeId } from '#core/graph/schema.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { Anchored } from './anchored.tsx';
import type { CanvasPoint } from './canvas-editing.ts';
import { portsOf } from './card-size.ts';
import { useEditor } from './editor-context.ts';
import type { EditorContext } from './editor-context.ts';
import { focusElement, leave } from './gestures/focus-element.ts';
import { drawWire } from './gestures/make-editing.ts';
import { NodeTile } from './node-tile.tsx';
import { SearchList } from './search-list.tsx';
import type { SearchItem } from './search-list.tsx';
import { titleOf } from './to-flow.ts';

/** Drawing a wire by keyboard: every port of a node with everything that it may lead to. */
export function ConnectList({ node, screen }: { node: string; screen: CanvasPoint }) {
  const editor = useEditor();
  return (
    <Anchored at={screen} label="Connect to" onClose={() => leave(editor)} className="w-80 p-0">
      <SearchList
        label="Connect to"
        placeholder="Connect to…"
        items={targetItems(editor, node)}
        empty="This node can lead nowhere else."
        onChoose={(id) => {
          leave(editor);
          const [port = 'out', to = ''] = id.split('>');
          const from = { node, port };
          if (!drawWire(editor, from, to)) return;
          // After the list has given the focus back, and the canvas has drawn the wire.
          setTimeout(() => focusElement(editor, { edge: edgeId(edgeOf({ from, to })) }), 0);
        }}
      />
    </Anchored>
  );
}

function targetItems(editor: EditorContext, nodeId: string): SearchItem[] {
  const { document } = editor.graph.getState();
  const { nodes } = analyzeGraph(document);
  const source = nodes.get(nodeId);
  if (!source) return [];
  return portsOf(editor.registry, source).flatMap((port) =>
    [...connectableTargets(document, editor.registry, { node: nodeId, port: port.id })].flatMap(([id, answer]) => {
      const target = nodes.get(id);
      if (!answer.ok || !target) return [];
      const item: SearchItem = {
        id: `${port.id}>${id}`,
        group: `From ${port.label}`,
        label: titleOf(target),
        keywords: [port.label],
        icon: <NodeTile type={target.type} />,
        hint: answer.loop ? 'loop' : undefined,
      };
      return [item];
    }),
  );
}
