import type { Connection, Edge, FinalConnectionState, HandleType, OnConnectStartParams } from '@xyflow/react';
import { useMemo, useRef, useState } from 'react';
import type { DragEvent, MouseEvent as ReactMouseEvent } from 'react';
import type { CanvasEditing, CanvasPoint, PortRef } from './canvas-editing.ts';
import { createConnectStore } from './connect-store.ts';
import { DragSession } from './drag-session.ts';
import { createMarquee } from './marquee.ts';
import type { Marquee } from './marquee.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import { select } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import type { FlowEdge, FlowNode } from './to-flow.ts';
import { viewFrame } from './view-frame.ts';

/**
 * React Flow's events in the words of {@link CanvasEditing}. Everything returned is stable for as long as `editing`
 * is: one handler made anew would render every card on every frame of a drag.
 */
export function useCanvasHandlers(
  editing: CanvasEditing | null,
  selection: SelectionStore,
  onOpenNode: ((nodeId: string) => void) | undefined,
) {
  const instance = useRef<CanvasInstance | null>(null);
  const open = useRef(onOpenNode);
  open.current = onOpenNode;
  const [connectStore] = useState(createConnectStore);
  const [drag] = useState(() => new DragSession(() => instance.current));
  const [marquee] = useState(() => createMarquee(selection));
  const handlers = useMemo(() => {
    const toCanvas = (event: { clientX: number; clientY: number }): CanvasPoint =>
      instance.current?.screenToFlowPosition({ x: event.clientX, y: event.clientY }) ?? { x: 0, y: 0 };
    const looking = {
      onNodeMouseEnter: (_: unknown, node: FlowNode) => selection.setState({ hovered: node.id }),
      onNodeMouseLeave: () => selection.setState({ hovered: null }),
      onNodeDoubleClick: (_: unknown, node: FlowNode) => open.current?.(node.id),
      onPaneClick: () => select(selection, {}),
    };
    return {
      flow: editing
        ? { ...looking, ...editHandlers({ editing, connectStore, drag, marquee, selection, toCanvas, instance }) }
        : looking,
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        editing?.dropped(event.dataTransfer, toCanvas(event));
      },
      onDoubleClick: (event: ReactMouseEvent) => {
        if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
        editing?.doubleClickPane(toCanvas(event), screenPoint(event));
      },
    };
  }, [editing, selection, connectStore, drag, marquee]);
  return { connectStore, drag, marquee, instance, handlers };
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
}

function editHandlers({ editing, connectStore, drag, marquee, selection, toCanvas, instance }: EditParts) {
  const begin = (_event: unknown, nodes: FlowNode[]): void => drag.start(nodes, viewFrame(instance.current));
  const moved = (event: MouseEvent | TouchEvent | ReactMouseEvent, nodes: FlowNode[]): void => {
    const point = pointerOf('nativeEvent' in event ? event.nativeEvent : event);
    const places = drag.end();
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
    ...connectHandlers(editing, connectStore, toCanvas),
    onNodeDragStart: (event: MouseEvent | TouchEvent, _: FlowNode, nodes: FlowNode[]) => begin(event, nodes),
    onSelectionDragStart: begin,
    onSelectionStart: (event: ReactMouseEvent) => marquee.start(event.shiftKey),
    onSelectionEnd: () => marquee.end(),
    onNodeDragStop: (event: MouseEvent | TouchEvent, _: FlowNode, nodes: FlowNode[]) => moved(event, nodes),
    onSelectionDragStop: (event: ReactMouseEvent, nodes: FlowNode[]) => moved(event, nodes),
    onNodeContextMenu: (event: ReactMouseEvent, node: FlowNode) => {
      if (!selection.getState().nodes.has(node.id)) select(selection, { nodes: [node.id] });
      menu({ node: node.id }, event);
    },
    onEdgeContextMenu: (event: ReactMouseEvent, edge: FlowEdge) => {
      select(selection, { edges: [edge.id] });
      menu({ edge: edge.id }, event);
    },
    onSelectionContextMenu: (event: ReactMouseEvent) => menu({}, event),
    onPaneContextMenu: (event: MouseEvent | ReactMouseEvent) => menu({}, event),
  };
}

/** One wire at a time: what it may reach is computed when it starts and forgotten when it ends. */
function connectHandlers(editing: CanvasEditing, connectStore: ConnectStore, toCanvas: ToCanvas) {
  let reconnecting = false;
  return {
    onConnectStart: (_: unknown, start: OnConnectStartParams) => {
      if (start.handleType !== 'source' || !start.nodeId) return;
      connectStore.setState({ targets: editing.targets({ node: start.nodeId, port: start.handleId ?? 'out' }) });
    },
    isValidConnection: (connection: Connection | Edge) =>
      connectStore.getState().targets?.get(connection.target)?.ok ?? true,
    onConnect: (connection: Connection) => editing.connect(sourceOf(connection), connection.target),
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const verdicts = connectStore.getState().targets;
      connectStore.setState({ targets: null });
      if (reconnecting || state.isValid || state.fromHandle?.type !== 'source') return;
      const from: PortRef = { node: state.fromHandle.nodeId, port: state.fromHandle.id ?? 'out' };
      const screen = pointerOf(event);
      const target = nodeAt(screen);
      // A whole card takes a wire, not only its handle.
      if (target !== null && target !== from.node) {
        if (verdicts?.get(target)?.ok) editing.connect(from, target);
        else if (verdicts?.get(target) === undefined)
          editing.connectNew(from, toCanvas({ clientX: screen.x, clientY: screen.y }), screen);
      } else if (target === null) {
        editing.connectNew(from, toCanvas({ clientX: screen.x, clientY: screen.y }), screen);
      }
    },
    onReconnectStart: () => {
      reconnecting = true;
    },
    onReconnect: (edge: FlowEdge, connection: Connection) => {
      const source = sourceOf(connection);
      const sourceMoved = source.node !== edge.source || source.port !== (edge.sourceHandle ?? 'out');
      if (sourceMoved) editing.reconnect(edge.id, 'source', source);
      else if (connection.target !== edge.target)
        editing.reconnect(edge.id, 'target', { node: connection.target, port: 'in' });
    },
    // Let go over nothing, the wire stays where it was.
    onReconnectEnd: (_event: MouseEvent | TouchEvent, _edge: FlowEdge, _type: HandleType) => {
      reconnecting = false;
      connectStore.setState({ targets: null });
    },
  };
}

function sourceOf(connection: Connection): PortRef {
  return { node: connection.source, port: connection.sourceHandle ?? 'out' };
}

function screenPoint(event: { clientX: number; clientY: number }): CanvasPoint {
  return { x: event.clientX, y: event.clientY };
}

function pointerOf(event: MouseEvent | TouchEvent): CanvasPoint {
  if ('clientX' in event) return screenPoint(event);
  const touch = event.changedTouches[0];
  return touch ? screenPoint(touch) : { x: 0, y: 0 };
}

/** The graph node under a point of the window, or null over empty canvas and notes. */
function nodeAt(point: CanvasPoint): string | null {
  const element = document.elementFromPoint(point.x, point.y)?.closest('.react-flow__node');
  const id = element?.getAttribute('data-id') ?? null;
  return id === null || id.startsWith('note:') ? null : id;
}
