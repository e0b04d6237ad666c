import type { Json } from '../json.ts';

/** An edit that would solve a problem, for a button beside it. `applyFix` carries it out. */
export type Fix = { label: string } & (
  | { kind: 'remove-edge'; edgeId: string }
  | { kind: 'make-loop'; edgeId: string; max: number }
  | { kind: 'make-forward'; edgeId: string }
  | { kind: 'connect'; from: { node: string; port: string }; to: string }
  /** Lets an edge end at another node. */
  | { kind: 'move-edge'; edgeId: string; to: string }
  /** Each field named is removed. */
  | {
      kind: 'update-node';
      nodeId: string;
      change: {
        disabled?: undefined;
        retry?: undefined;
        parent?: undefined;
        onError?: undefined;
        pinned?: undefined;
      };
    }
  | { kind: 'set-config'; nodeId: string; key: string; value: Json }
  /** Replaces part of a text in a node's settings, unless somebody has changed that part meanwhile. */
  | {
      kind: 'replace-text';
      nodeId: string;
      path: (string | number)[];
      range: { start: number; end: number };
      expected: string;
      text: string;
    }
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
  /** Ids of the nodes and edges that show it on the canvas, a way in its order. An edge's id has an arrow, a node's has not. */
  trail?: string[];
  fix?: Fix;
}
