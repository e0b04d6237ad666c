import type { Connection, Edge, FinalConnectionState, HandleType, OnConnectStartParams } from '@xyflow/react';
import type { CanvasEditing, CanvasPoint, OpenWire, PortRef } from './canvas-editing.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import { portIn } from './connect-store.ts';
import type { ConnectStore, Verdict } from './connect-store.ts';
import { nodeAt, pointerOf } from './pointer.ts';
import type { FlowEdge } from './to-flow.ts';
import { viewFrame } from './view-frame.ts';

export interface ConnectParts {
  editing: CanvasEditing;
  connectStore: ConnectStore;
  toCanvas(event: { clientX: number; clientY: number }): CanvasPoint;
  instance: { current: CanvasInstance | null };
}

type Verdicts = ReadonlyMap<string, Verdict>;

/** The wire in the hand. */
interface Gesture {
  /** The wire one of whose ends is being moved; null for a new one. React Flow tells of it before the gesture itself. */
  moving: FlowEdge | null;
  /** Whether the end in the hand is the one at a port. */
  picksSource: boolean;
}

/** One wire at a time: what it may reach is computed when it starts and forgotten when it ends. */
export function connectHandlers(parts: ConnectParts) {
  const { editing, connectStore, instance } = parts;
  const gesture: Gesture = { moving: null, picksSource: false };
  const end = (): Verdicts | null => {
    const known = connectStore.getState().targets ?? new Map<string, Verdict>();
    gesture.moving = null;
    connectStore.setState({ targets: null });
    return connectStore.getState().givenUp ? null : known;
  };
  return {
    onConnectStart: (_: unknown, start: OnConnectStartParams) => {
      if (!start.nodeId) return;
      gesture.picksSource = start.handleType === 'target';
      const wire = openWire(gesture, start.nodeId, start.handleId ?? 'out');
      const inView = gesture.picksSource ? nodesInView(instance.current) : [];
      connectStore.setState({ targets: editing.verdicts(wire, inView), givenUp: false });
    },
    isValidConnection: (connection: Connection | Edge) => {
      const { source, sourceHandle, target } = connection;
      const key = gesture.picksSource ? `${source}.${sourceHandle ?? 'out'}` : target;
      const { targets, givenUp } = connectStore.getState();
      return !givenUp && (targets?.get(key)?.ok ?? true);
    },
    onConnect: (connection: Connection) => editing.connect(sourceOf(connection), connection.target),
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      // The end of a wire that was there has its own last word.
      if (gesture.moving) return;
      const known = end();
      if (known && !state.isValid) dropNew(parts, gesture, known, pointerOf(event), state);
    },
    onReconnectStart: (_event: unknown, edge: FlowEdge) => {
      gesture.moving = edge;
    },
    onReconnect: (edge: FlowEdge, connection: Connection) => {
      const source = sourceOf(connection);
      const sourceMoved = source.node !== edge.source || source.port !== (edge.sourceHandle ?? 'out');
      if (sourceMoved) editing.reconnect(edge.id, 'source', source);
      else if (connection.target !== edge.target)
        editing.reconnect(edge.id, 'target', { node: connection.target, port: 'in' });
    },
    onReconnectEnd: (
      event: MouseEvent | TouchEvent,
      edge: FlowEdge,
      _fixed: HandleType,
      state: FinalConnectionState,
    ) => {
      const known = end();
      if (known && !state.isValid) dropEnd(parts, gesture, known, pointerOf(event), edge);
    },
  };
}

/** By the document: where the end that stays is hidden, React Flow names the card of a folded group, which is no node. */
function openWire({ moving, picksSource }: Gesture, node: string, port: string): OpenWire {
  const held = moving?.data?.edge;
  return {
    ...(picksSource
      ? { to: held?.to ?? node }
      : { from: held ? { node: held.from, port: held.port } : { node, port } }),
    ...(moving ? { replaces: moving.id } : {}),
  };
}

/** A new wire was let go beside a handle: a whole card takes it, an empty place asks what comes there. */
function dropNew(
  { editing, toCanvas, instance }: ConnectParts,
  { picksSource }: Gesture,
  known: Verdicts,
  screen: CanvasPoint,
  { fromHandle }: FinalConnectionState,
): void {
  const over = nodeAt(screen);
  if (!fromHandle || over === fromHandle.nodeId) return;
  const { nodeId } = fromHandle;
  const from: PortRef = { node: nodeId, port: fromHandle.id ?? 'out' };
  // Inside a map, an empty place is the map itself.
  if (over === null || over === instance.current?.getNode(nodeId)?.parentId) {
    const wire: OpenWire = picksSource ? { to: nodeId } : { from };
    editing.connectNew(wire, toCanvas({ clientX: screen.x, clientY: screen.y }), screen);
    return;
  }
  const port = picksSource ? portIn(known, over) : null;
  if (port !== null) editing.connect({ node: over, port }, nodeId);
  else if (!picksSource && known.get(over)?.ok) editing.connect(from, over);
}

/** The end of a wire was let go beside a handle: a card takes it; over nothing, the wire stays where it was. */
function dropEnd(
  { editing }: ConnectParts,
  { picksSource }: Gesture,
  known: Verdicts,
  screen: CanvasPoint,
  edge: FlowEdge,
): void {
  const over = nodeAt(screen);
  if (over === null) return;
  const port = portIn(known, over);
  if (picksSource && over !== edge.source && port !== null) editing.reconnect(edge.id, 'source', { node: over, port });
  if (!picksSource && over !== edge.target && known.get(over)?.ok)
    editing.reconnect(edge.id, 'target', { node: over, port: 'in' });
}

function sourceOf(connection: Connection): PortRef {
  return { node: connection.source, port: connection.sourceHandle ?? 'out' };
}

function nodesInView(instance: CanvasInstance | null): string[] {
  const frame = viewFrame(instance);
  if (!instance || !frame) return [];
  return instance.getIntersectingNodes(frame).map((node) => node.id);
}
