import { edgeId, edgeSource } from '../../graph/schema.ts';
import type { GraphNode, WorkflowDocument } from '../../graph/schema.ts';

/** What the naive model knows of a workflow, worked out anew at every question. Shares no code with the scheduler. */

export interface NaiveEdge {
  id: string;
  from: string;
  port: string;
  to: string;
  max: number | null;
}

export class NaiveGraph {
  readonly nodes: GraphNode[];
  readonly forward: NaiveEdge[];
  readonly loops: NaiveEdge[];
  private readonly bodies: Map<string, Set<string>>;

  constructor(document: WorkflowDocument) {
    this.nodes = document.spec.nodes;
    const edges = document.spec.edges.map((edge): NaiveEdge => {
      const { node, port } = edgeSource(edge);
      return { id: edgeId(edge), from: node, port, to: edge.to, max: edge.loop?.max ?? null };
    });
    this.forward = edges.filter((edge) => edge.max === null);
    this.loops = edges.filter((edge) => edge.max !== null);
    this.bodies = new Map(this.loops.map((loop) => [loop.id, this.between(loop.to, loop.from)]));
  }

  node(id: string): GraphNode {
    const node = this.nodes.find((one) => one.id === id);
    if (!node) throw new Error(`no node ${id}`);
    return node;
  }

  /** Every node on a forward path from the loop's target to its source. */
  body(loop: NaiveEdge): Set<string> {
    return this.bodies.get(loop.id) ?? new Set();
  }

  isWired(id: string, port: string): boolean {
    return [...this.forward, ...this.loops].some((edge) => edge.from === id && edge.port === port);
  }

  /** How many taken edges a join needs; null when it waits for all to be resolved, as every other node does. */
  need(node: GraphNode): number | null {
    if (node.type !== 'join' || node.config['mode'] === 'all' || node.config['mode'] === undefined) return null;
    return node.config['mode'] === 'any' ? 1 : Number(node.config['count']);
  }

  /** The largest set of ancestors all of whose outgoing edges lead to the join or into the set. */
  cancelSet(join: string): Set<string> {
    const set = new Set(this.nodes.map((node) => node.id).filter((id) => id !== join && this.reaches(id, join)));
    const all = [...this.forward, ...this.loops];
    const leak = (): string | undefined =>
      [...set].find((id) => all.some((edge) => edge.from === id && edge.to !== join && !set.has(edge.to)));
    for (let id = leak(); id !== undefined; id = leak()) set.delete(id);
    return set;
  }

  private reaches(from: string, to: string): boolean {
    return from === to || this.forward.some((edge) => edge.from === from && this.reaches(edge.to, to));
  }

  private between(first: string, last: string): Set<string> {
    const inside = this.nodes.filter((node) => this.reaches(first, node.id) && this.reaches(node.id, last));
    return new Set(inside.map((node) => node.id));
  }
}
