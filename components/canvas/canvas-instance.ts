import type { ReactFlowInstance } from '@xyflow/react';
import type { FlowEdge, FlowNode } from './to-flow.ts';

/** React Flow's handle on one canvas: view port and coordinates. */
export type CanvasInstance = ReactFlowInstance<FlowNode, FlowEdge>;
