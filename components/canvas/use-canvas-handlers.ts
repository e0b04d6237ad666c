import { useMemo, useRef, useState } from 'react';
import type { DragEvent, MouseEvent as ReactMouseEvent, RefObject } from 'react';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { CanvasEditing, CanvasPoint } from './canvas-editing.ts';
import { connectHandlers } from './connect-handlers.ts';
import { createConnectStore } from './connect-store.ts';
import { DragSession } from './drag-session.ts';
import { createMarquee } from './marquee.ts';
import type { Marquee } from './marquee.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import type { FoldStore } from './groups/fold-store.ts';
import type { GroupFlowNode } from './groups/flow-groups.ts';
import { createOverviewPointer } from './overview/overview-pointer.ts';
import type { OverviewPointer } from './overview/overview-pointer.ts';
import { overviewHandlers } from './overview/overview-handlers.ts';
import { sceneOf, selectableOf } from './overview/scene.ts';
import { select } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import type { FlowEdge, FlowNode } from './to-flow.ts';
import { edgeAt, markDrop, pointerOf, screenPoint } from './pointer.ts';
import { viewFrame } from './view-frame.ts';

/**
 * React Flow's events in the words of {@link CanvasEditing}. Everything returned is stable for as long as `editing`
 * is: one handler made anew would render every card on every frame of a drag.
 */
export function useCanvasHandlers(
  editing: CanvasEditing | null,
  selection: SelectionStore,
  onOpenNode: ((nodeId: string) => void) | undefined,
  document: RefObject<WorkflowDocument>,
  folds: FoldStore,
) {
  const instance = useRef<CanvasInstance | null>(null);
  const open = useRef(onOpenNode);
  open.current = onOpenNode;
  const [connectStore] = useState(createConnectStore);
  const [drag] = useState(() => new DragSession(() => instance.current));
  const [marquee] = useState(() => createMarquee(selection));
  const [picture] = useState(() =>
    createOverviewPointer(
      () => instance.current,
      () => sceneOf(document.current, folds.getState().folded),
    ),
  );
  const handlers = useMemo(() => {
    const toCanvas = (event: { clientX: number; clientY: number }): CanvasPoint =>
      instance.current?.screenToFlowPosition({ x: event.clientX, y: event.clientY }) ?? { x: 0, y: 0 };
    const looking = {
      onNodeMouseEnter: (_: unknown, node: FlowNode) => selection.setState({ hovered: isGroup(node) ? null : node.id }),
      onNodeMouseLeave: () => selection.setState({ hovered: null }),
      onNodeDoubleClick: (_: unknown, node: FlowNode) => {
        if (!isGroup(node)) open.current?.(node.id);
      },
      ...overviewHandlers(picture, selection),
    };
    return {
      flow: editing
        ? {
            ...looking,
            ...editHandlers({ editing, connectStore, drag, marquee, selection, toCanvas, instance, picture }),
          }
        : looking,
      drop: {
        onDrop: (event: DragEvent) => {
          event.preventDefault();
          markDrop(null);
          editing?.dropped(event.dataTransfer, toCanvas(event), edgeAt(event));
        },
        onDragOver: (event: DragEvent) => {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
          markDrop(edgeAt(event));
        },
        onDragLeave: () => markDrop(null),
      },
      onDoubleClick: (event: ReactMouseEvent) => {
        if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
        if (picture.at(event) !== undefined) picture.enter(event);
        else editing?.doubleClickPane(toCanvas(event), screenPoint(event));
      },
    };
  }, [editing, selection, connectStore, drag, marquee, picture]);
  return { connectStore, drag, marquee, instance, handlers };
}

function isGroup(node: FlowNode): node is GroupFlowNode {
  return node.type === 'frame' || node.type === 'folded';
}

type ConnectStore = ReturnType<typeof createConnectStore>;
type ToCanvas = (event: { clientX: number; clientY: number }) => CanvasPoint;

interface EditParts {
  editing: CanvasEditing;
  connectStore: ConnectStore;
  drag: DragSession;
  marquee: Marquee;
  selection: SelectionStore;
  toCanvas: ToCanvas;
  instance: { current: CanvasInstance | null };
  picture: OverviewPointer;
}

function editHandlers(parts: EditParts) {
  const { editing, connectStore, drag, marquee, selection, toCanvas, instance, picture } = parts;
  const begin = (_event: unknown, nodes: FlowNode[]): void => drag.start(nodes, viewFrame(instance.current));
  const moved = (event: MouseEvent | TouchEvent | ReactMouseEvent, nodes: FlowNode[]): void => {
    const point = pointerOf('nativeEvent' in event ? event.nativeEvent : event);
    const places = drag.end();
    if (places === null) return;
    editing.moved(
      nodes.map(({ id, position }) => ({ id, position: places.get(id) ?? position })),
      toCanvas({ clientX: point.x, clientY: point.y }),
      { copies: event.altKey },
    );
  };
  const menu = (target: { node?: string; edge?: string }, event: MouseEvent | ReactMouseEvent): void => {
    event.preventDefault();
    editing.contextMenu(target, toCanvas(event), screenPoint(event));
  };
  return {
    ...connectHandlers({ editing, connectStore, toCanvas, instance }),
    onNodeDragStart: (event: MouseEvent | TouchEvent, _: FlowNode, nodes: FlowNode[]) => begin(event, nodes),
    onSelectionDragStart: begin,
    onSelectionStart: (event: ReactMouseEvent) => marquee.start(event.shiftKey),
    onSelectionEnd: () => marquee.end(),
    onNodeDragStop: (event: MouseEvent | TouchEvent, _: FlowNode, nodes: FlowNode[]) => moved(event, nodes),
    onSelectionDragStop: (event: ReactMouseEvent, nodes: FlowNode[]) => moved(event, nodes),
    onNodeContextMenu: (event: ReactMouseEvent, node: FlowNode) => {
      // A group is what it holds.
      const own = new Set(isGroup(node) ? node.data.group.nodes : [node.id]);
      if (!own.isSubsetOf(selection.getState().nodes)) select(selection, { nodes: own });
      menu(isGroup(node) ? {} : { node: node.id }, event);
    },
    onEdgeContextMenu: (event: ReactMouseEvent, edge: FlowEdge) => {
      select(selection, { edges: [edge.id] });
      menu({ edge: edge.id }, event);
    },
    onSelectionContextMenu: (event: ReactMouseEvent) => menu({}, event),
    onPaneContextMenu: (event: MouseEvent | ReactMouseEvent) => {
      const node = picture.at(event);
      // The menu is about what was pointed at.
      select(selection, node ? { nodes: selectableOf(node) } : {});
      menu(node && !node.stands ? { node: node.id } : {}, event);
    },
  };
}
