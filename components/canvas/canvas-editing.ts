import { createContext, useContext } from 'react';
import type { Verdict } from './connect-store.ts';

export interface CanvasPoint {
  x: number;
  y: number;
}

export interface PortRef {
  node: string;
  port: string;
}

/** A wire with one end in the hand: where the other end is, and which wire it is if it was there before. */
export type OpenWire = ({ from: PortRef } | { to: string }) & { replaces?: string };

/**
 * What gestures on the canvas ask for. The canvas decides nothing: the editor turns each into a command.
 * One stable object, so that no card or wire renders because a handler changed.
 */
export interface CanvasEditing {
  /** A drag ended; positions are relative to the parent, ids are canvas ids. `copies`: the originals stay. */
  moved(moves: { id: string; position: CanvasPoint }[], pointer: CanvasPoint, options: { copies: boolean }): void;
  /** A wire was let go over a node. */
  connect(from: PortRef, to: string): void;
  /** A new wire was let go over empty canvas; `at` in canvas coordinates, `screen` for what opens there. */
  connectNew(wire: OpenWire, at: CanvasPoint, screen: CanvasPoint): void;
  /** One end of a wire was dragged to another node. */
  reconnect(edgeId: string, end: 'source' | 'target', to: PortRef): void;
  /**
   * What a wire that is drawn, or whose end is moved, could be led to; computed once when the gesture starts. Keys are
   * nodes, and for the end at a port `node.port` too. `inView`: the nodes that are looked at.
   */
  verdicts(wire: OpenWire, inView: readonly string[]): ReadonlyMap<string, Verdict>;
  insertOnEdge(edgeId: string, screen: CanvasPoint): void;
  setLoopMax(edgeId: string, max: number): void;
  editNote(noteId: string, text: string): void;
  /** Puts the cursor where the group is named. */
  renameGroup(groupId: string): void;
  resizeNote(noteId: string, size: { width: number; height: number }): void;
  contextMenu(target: { node?: string; edge?: string }, at: CanvasPoint, screen: CanvasPoint): void;
  /** Something from the palette was dropped, on a wire or beside. */
  dropped(data: DataTransfer, at: CanvasPoint, edgeId: string | null): void;
  doubleClickPane(at: CanvasPoint, screen: CanvasPoint): void;
}

/** Null where the graph is only looked at. */
export const CanvasEditingContext = createContext<CanvasEditing | null>(null);

export function useCanvasEditing(): CanvasEditing | null {
  return useContext(CanvasEditingContext);
}
