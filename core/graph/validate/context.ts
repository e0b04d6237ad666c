import type { NodeRegistry } from '../../node/define.ts';
import { analyzeGraph, type GraphAnalysis } from '../analysis.ts';
import { wiredPorts } from '../decisions.ts';
import { type NodeView, viewNodes } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import type { WorkflowDocument } from '../schema.ts';

/** What every rule is given. */
export interface ValidateContext {
  document: WorkflowDocument;
  registry: NodeRegistry;
  graph: GraphAnalysis;
  views: ReadonlyMap<string, NodeView>;
  /** Ports of a node that have an edge, loop edges included. */
  wired: ReadonlyMap<string, ReadonlySet<string>>;
}

export function createContext(document: WorkflowDocument, registry: NodeRegistry): ValidateContext {
  const graph = analyzeGraph(document);
  return { document, registry, graph, views: viewNodes(graph, registry), wired: wiredPorts(graph) };
}

type Place = Pick<Problem, 'nodeId' | 'edgeId' | 'path' | 'fix'>;

export function error(code: string, message: string, place: Place = {}): Problem {
  return { code, severity: 'error', message, ...place };
}

export function warning(code: string, message: string, place: Place = {}): Problem {
  return { code, severity: 'warning', message, ...place };
}
