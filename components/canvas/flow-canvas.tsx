'use client';

import '@xyflow/react/dist/base.css';
import './canvas.css';
import { Background, BackgroundVariant, ConnectionLineType, ReactFlow } from '@xyflow/react';
import type { EdgeTypes, NodeTypes } from '@xyflow/react';
import { memo, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ReactNode } from 'react';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { CanvasEditingContext } from './canvas-editing.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import type { CanvasEditing } from './canvas-editing.ts';
import type { CanvasTool } from './editor-context.ts';
import { ConnectStoreContext } from './connect-store.ts';
import { DetailLevel } from './detail-level.tsx';
import { DragLayer } from './drag-layer.tsx';
import { SMALLEST_ZOOM, withFit } from './fit-view.ts';
import { FlowEdge } from './flow-edge.tsx';
import { createFoldStore, FoldStoreContext } from './groups/fold-store.ts';
import type { FoldStore } from './groups/fold-store.ts';
import { GroupCard, GroupFrame } from './groups/group-shell.tsx';
import { initialViewport } from './initial-viewport.ts';
import { OVERVIEW_BELOW } from './lod.ts';
import { NodeShell } from './node-shell.tsx';
import { NoteShell } from './note-shell.tsx';
import { Overview } from './overview/overview.tsx';
import { countRender } from './render-counter.ts';
import { SelectionStoreContext } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import { reconcileNodes } from './to-flow.ts';
import type { FlowEdge as Wire, FlowNode } from './to-flow.ts';
import { useCanvasHandlers } from './use-canvas-handlers.ts';
import { useFlowElements } from './use-flow-elements.ts';
import { useFollowSelection } from './use-follow-selection.ts';
import { ZoomControls } from './zoom-controls.tsx';

export interface FlowCanvasProps {
  document: WorkflowDocument;
  /** `view` looks, selects and hovers; `edit` needs `editing`. */
  mode: 'edit' | 'view';
  selection: SelectionStore;
  /** Which groups are folded; without it, as long as the canvas is there. */
  folds?: FoldStore | undefined;
  /** With the hand, dragging moves the view, over cards too. */
  tool?: CanvasTool;
  /** One stable object: the canvas renders all its cards when it changes. */
  editing?: CanvasEditing | undefined;
  /** For commands that move the view. */
  onReady?: ((instance: CanvasInstance) => void) | undefined;
  /** Double click or Enter on a node. */
  onOpenNode?: ((nodeId: string) => void) | undefined;
  /** More buttons beside the zoom. */
  controls?: ReactNode;
  /** What stands over the canvas and knows where it is. */
  panels?: ReactNode;
}

// Outside of any render: a new object here would mount every card again.
const NODE_TYPES: NodeTypes = {
  card: NodeShell,
  container: NodeShell,
  note: NoteShell,
  frame: GroupFrame,
  folded: GroupCard,
};
const EDGE_TYPES: EdgeTypes = { wire: FlowEdge };
const PAN_WITH_MIDDLE = [1];
// In the overview React Flow holds nothing: with thousands of elements it would look through all of them on every frame.
const NOTHING: { nodes: FlowNode[]; edges: Wire[] } = { nodes: [], edges: [] };
/** Keys are left to our commands; only the modifier that adds to a selection is React Flow's. */
const FIXED = {
  minZoom: SMALLEST_ZOOM,
  maxZoom: 2,
  snapToGrid: true,
  snapGrid: [8, 8] as [number, number],
  panOnScroll: true,
  zoomOnDoubleClick: false,
  selectionKeyCode: null,
  multiSelectionKeyCode: ['Meta', 'Control', 'Shift'],
  deleteKeyCode: null,
  disableKeyboardA11y: true,
  elevateNodesOnSelect: false,
  connectionRadius: 28,
  // A port that was clicked would wait unseen for a click on another one.
  connectOnClick: false,
  // The port itself covers the first 13 px of a wire; the rest is what its end is taken hold of by.
  reconnectRadius: 14,
  connectionLineType: ConnectionLineType.SmoothStep,
};

/**
 * The graph, to edit or to look at. Structure comes from `document`, selection from its own store, run state from
 * {@link NodeRunSourceContext} around it; a run event therefore never reaches this component.
 */
export const FlowCanvas = memo(function FlowCanvas(props: FlowCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [ownFolds] = useState(() => createFoldStore(null));
  const folds = props.folds ?? ownFolds;
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  // Between the first picture and the moment from which the view can be moved by commands.
  const [isReady, setReady] = useState(false);
  const { onReady } = props;
  const becomeReady = useCallback(
    (canvas: CanvasInstance) => {
      onReady?.(canvas);
      setReady(true);
    },
    [onReady],
  );
  // The first viewport needs the size of the frame; nothing is drawn before, so nothing jumps.
  useLayoutEffect(() => {
    if (frame.current) setSize({ width: frame.current.clientWidth, height: frame.current.clientHeight });
  }, []);
  return (
    <div
      ref={frame}
      role="region"
      aria-label="Canvas"
      aria-busy={!isReady}
      tabIndex={-1}
      className="relative size-full overflow-hidden bg-canvas outline-offset-[-2px]"
      data-testid="canvas"
    >
      {size ? (
        <CanvasEditingContext value={props.mode === 'edit' ? (props.editing ?? null) : null}>
          <SelectionStoreContext value={props.selection}>
            <FoldStoreContext value={folds}>
              <Flow {...props} onReady={becomeReady} folds={folds} size={size} />
            </FoldStoreContext>
          </SelectionStoreContext>
        </CanvasEditingContext>
      ) : null}
    </div>
  );
});

function Flow(props: FlowCanvasProps & { folds: FoldStore; size: { width: number; height: number } }) {
  countRender('canvas');
  const { document, mode, selection, folds, editing, onReady, onOpenNode, controls, panels, size } = props;
  const folded = useStore(folds, (state) => state.folded);
  const [defaultViewport] = useState(() => firstViewport(document, size, mode, folded));
  const edits = mode === 'edit' && editing !== undefined;
  const moves = edits && props.tool !== 'hand';
  const [touch] = useState(() => window.matchMedia('(pointer: coarse)').matches);
  const [isOverview, setOverview] = useState(defaultViewport.zoom < OVERVIEW_BELOW);
  const shown = useRef(document);
  shown.current = document;
  const { connectStore, drag, marquee, instance, handlers } = useCanvasHandlers(
    edits ? editing : null,
    selection,
    onOpenNode,
    shown,
    folds,
  );
  useFollowSelection(selection, instance, shown, folds);
  const gestures = { drag, marquee, folded };
  const { onNodesChange, onEdgesChange, ...elements } = useFlowElements(document, nodeDefinitions, selection, gestures);
  return (
    <ConnectStoreContext value={connectStore}>
      <div
        className="size-full"
        onPointerDownCapture={marquee.remember}
        {...(edits ? handlers.drop : {})}
        onDoubleClick={handlers.onDoubleClick}
      >
        <ReactFlow<FlowNode, Wire>
          {...(isOverview ? NOTHING : elements)}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onInit={(flow) => {
            instance.current = withFit(flow, shown);
            onReady?.(instance.current);
          }}
          defaultViewport={defaultViewport}
          {...FIXED}
          onlyRenderVisibleElements
          nodesDraggable={moves}
          nodesConnectable={moves}
          edgesReconnectable={moves}
          selectionOnDrag={moves && !touch}
          panOnDrag={moves && !touch ? PAN_WITH_MIDDLE : true}
          {...handlers.flow}
        >
          <DetailLevel onOverview={setOverview} />
          <Overview document={document} marquee={marquee} />
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
          <ZoomControls canvas={instance}>{controls}</ZoomControls>
          {edits ? <DragLayer session={drag} /> : null}
          {panels}
        </ReactFlow>
      </div>
    </ConnectStoreContext>
  );
}

function firstViewport(
  document: WorkflowDocument,
  size: { width: number; height: number },
  mode: 'edit' | 'view',
  folded: ReadonlySet<string>,
) {
  const boxes = reconcileNodes([], document, nodeDefinitions, new Set(), folded)
    .filter((node) => node.parentId === undefined)
    .map((node) => ({ ...node.position, width: node.width ?? 0, height: node.height ?? 0 }));
  return initialViewport(boxes, size, mode);
}
