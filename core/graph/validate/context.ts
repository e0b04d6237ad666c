import type { NodeRegistry } from '../../node/define.ts';
import { analyzeGraph, type GraphAnalysis } from '../analysis.ts';
import { wiredPorts } from '../decisions.ts';
import { type NodeView, viewNodes } from '../node-view.ts';
import type { Fix, Problem } from '../problem.ts';
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

type Place = Pick<Problem, 'nodeId' | 'edgeId' | 'path' | 'trail'> & { fix?: Fix | undefined };

export function error(code: string, message: string, place: Place = {}): Problem {
  return problem('error', code, message, place);
}

export function warning(code: string, message: string, place: Place = {}): Problem {
  return problem('warning', code, message, place);
}

/** Without the key for a fix that there is none of: a problem says only what it knows. */
function problem(severity: Problem['severity'], code: string, message: string, { fix, ...place }: Place): Problem {
  return { code, severity, message, ...place, ...(fix ? { fix } : {}) };
}
