import { type ChildBox, INPUT_HANDLE, LOOP_HANDLE } from '#components/canvas/card-size.ts';
import { loopPath } from '#components/canvas/edge-path.ts';
import { loopFloor, loopShape } from '#components/canvas/loop-shape.ts';
import type { GraphAnalysis, IndexedEdge } from '#core/graph/analysis.ts';
import { elbowPath, type Point } from './elbow-path.ts';
import type { PictureNode } from './layout.ts';

export interface PictureEdge {
  id: string;
  path: string;
  /** Where the arrow ends. */
  tip: Point;
  /** Null where the line needs no name. */
  label: { text: string; at: Point } | null;
  isLoop: boolean;
  isError: boolean;
  /** What the line needs beyond the cards. */
  extent: ChildBox;
}

const STUB = 28;

/** The lines between the nodes that are drawn, as on the canvas. `standIns`: who is drawn for a node that is not. */
export function routes(
  graph: GraphAnalysis,
  nodes: readonly PictureNode[],
  standIns: ReadonlyMap<string, string> = new Map(),
): PictureEdge[] {
  const drawn = new Map(nodes.map((node) => [node.id, node]));
  const byId = { get: (id: string) => drawn.get(standIns.get(id) ?? id) };
  return [...graph.edges.values()].flatMap((edge) => {
    const source = byId.get(edge.from);
    const target = byId.get(edge.to);
    if (!source || !target || (source === target && source.stands)) return [];
    const { layout } = source;
    const out = layout.handles.find((handle) => handle.id === edge.port && handle.type === 'source');
    const entrance = edge.loop ? LOOP_HANDLE : INPUT_HANDLE;
    const into = target.layout.handles.find((handle) => handle.type === 'target' && handle.id === entrance);
    const from = { x: source.x + (out?.x ?? source.width), y: source.y + (out?.y ?? source.height / 2) };
    const tip = { x: target.x + (into?.x ?? 0), y: target.y + (into?.y ?? target.height / 2) };
    const isError = out?.port?.kind === 'error';
    const name = isError || layout.rows.length > 0 ? (out?.port?.label ?? edge.port) : null;
    const line = edge.loop
      ? around(from, tip, floorOf(edge, graph, byId))
      : forward(from, tip, Math.max(source.y + source.height, target.y + target.height) + STUB);
    const text = edge.loop ? `again · at most ${edge.loop.max}` : name;
    const label = text === null ? null : { text, at: line.middle };
    return [{ id: edge.id, path: line.path, tip, label, isLoop: Boolean(edge.loop), isError, extent: line.extent }];
  });
}

interface Line {
  path: string;
  middle: Point;
  extent: ChildBox;
}

function forward(from: Point, to: Point, below: number): Line {
  const path = elbowPath(from, to, { stub: STUB, below });
  const turnsBack = to.x < from.x + STUB;
  const middle = { x: (from.x + to.x) / 2, y: turnsBack ? below : (from.y + to.y) / 2 };
  const [left, right] = turnsBack ? [to.x - STUB, from.x + STUB] : [from.x, to.x];
  const bottom = turnsBack ? below : Math.max(from.y, to.y);
  const top = Math.min(from.y, to.y);
  return { path, middle, extent: { x: left, y: top, width: right - left, height: bottom - top } };
}

function around(from: Point, to: Point, floor: number): Line {
  const line = loopPath({ sourceX: from.x, sourceY: from.y, targetX: to.x, targetY: to.y }, floor);
  const left = Math.min(from.x, to.x) - STUB;
  const right = Math.max(from.x, to.x) + STUB;
  const top = Math.min(from.y, to.y);
  return {
    path: line.path,
    middle: { x: line.labelX, y: line.labelY },
    // The pill with the bound is wider than the line is thick.
    extent: { x: left, y: top, width: right - left, height: floor + 12 - top },
  };
}

/** Below everything that the loop passes, and below the loops inside of it. */
function floorOf(edge: IndexedEdge, graph: GraphAnalysis, byId: { get(id: string): PictureNode | undefined }): number {
  const { below, nesting } = loopShape(edge, graph);
  const passed = below.flatMap((id) => byId.get(id) ?? []);
  return loopFloor(Math.max(...passed.map((node) => node.y + node.height)), nesting);
}
