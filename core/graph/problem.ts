/** An edit that would solve a problem, for a button beside it. `applyFix` in `edit.ts` carries it out. */
export type Fix = { label: string } & (
  | { kind: 'remove-edge'; edgeId: string }
  | { kind: 'make-loop'; edgeId: string; max: number }
  | { kind: 'update-node'; nodeId: string; change: { disabled?: undefined; retry?: undefined; parent?: undefined } }
);

/** Something that blocks publishing (error) or deserves a look (warning). */
export interface Problem {
  /** Stable, for tests and API clients. */
  code: string;
  severity: 'error' | 'warning';
  /** A sentence for a person. */
  message: string;
  nodeId?: string;
  edgeId?: string;
  /** Inside the document's `spec.nodes[i]` when there is a node, else inside the document. */
  path?: (string | number)[];
  fix?: Fix;
}
