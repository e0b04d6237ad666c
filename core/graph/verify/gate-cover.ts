import type { IndexedEdge } from '../analysis.ts';
import { certaintyOf } from '../certainty.ts';
import { orderWithMaps } from '../decisions.ts';
import { MUST_WIRE_PORTS } from '../node-view.ts';
import type { Facts, Flow } from './facts.ts';

/** Which nodes the approvals of a workflow stand before, and which ways there are around them. */
export interface Gates {
  ids: ReadonlySet<string>;
  /** Everything behind an approval. */
  behind: ReadonlySet<string>;
  /** The nodes behind an approval that change something elsewhere. */
  guarded: readonly string[];
  /** Whether a node may run although nobody was asked, and the wires on which that happens. */
  unasked(id: string): boolean;
  unaskedBy(edge: IndexedEdge): boolean;
  /** Whether a node that a gate is there for may run although nobody approved, and the wires on which that happens. */
  refused(id: string): boolean;
  refusedBy(edge: IndexedEdge): boolean;
}

/** Null when no approval stands before anything that changes something elsewhere. */
export function gatesIn(flow: Flow, facts: Facts): Gates | null {
  const kindOf = (id: string): string | undefined => facts.views.get(id)?.definition?.control;
  const ids = new Set([...flow.runs].filter((id) => kindOf(id) === 'gate'));
  const approves = ({ from, port }: IndexedEdge): boolean => ids.has(from) && !MUST_WIRE_PORTS.has(port);
  const approvals = [...ids].flatMap((id) => (flow.outgoing.get(id) ?? []).filter(approves));
  const behind = behindOf(flow, approvals);
  const guarded = [...behind].filter((id) => isWrite(facts, id));
  if (guarded.length === 0) return null;
  // A message about a refusal, sent behind the first of such nodes, is what the refusal leads to and no bypass.
  const first = behindOf(flow, approvals, (id) => !isWrite(facts, id));
  const decided = decidedIn(flow, ids, kindOf);
  const unaskedBy = (edge: IndexedEdge): boolean => !ids.has(edge.from) && !decided(edge);
  const refusedBy = (edge: IndexedEdge): boolean => !approves(edge) && !decided(edge);
  const sole = [...ids].filter((id) => onlyApproves(flow, id));
  const [unasked, refused] = [openIn(flow, facts, sole, unaskedBy), openIn(flow, facts, sole, refusedBy)];
  return {
    ids,
    behind,
    guarded,
    unasked: (id) => unasked.nodes.has(id),
    unaskedBy: unasked.edges,
    refused: (id) => first.has(id) && refused.nodes.has(id),
    refusedBy: refused.edges,
  };
}

function isWrite({ views }: Facts, id: string): boolean {
  const view = views.get(id);
  if (!view?.definition?.writes || view.config === null || view.node.disabled) return false;
  return view.definition.writes(view.config);
}

/** What the given wires lead to, as far as `through` lets pass. */
function behindOf(
  flow: Flow,
  edges: readonly IndexedEdge[],
  through = (_: string): boolean => true,
): ReadonlySet<string> {
  const inside = Map.groupBy(flow.runs, (id) => flow.nodes.get(id)?.parent ?? '');
  const behind = new Set(edges.map((edge) => edge.to));
  for (const id of behind) {
    for (const child of inside.get(id) ?? []) behind.add(child);
    if (through(id)) for (const edge of flow.outgoing.get(id) ?? []) behind.add(edge.to);
  }
  return behind;
}

/**
 * A branch that asks on one of its ports and not on another decides whether to ask. That is meant (small amounts need
 * nobody), so what follows the other port is no bypass.
 */
function decidedIn(flow: Flow, gates: ReadonlySet<string>, kindOf: (id: string) => string | undefined) {
  const asking = new Set(gates);
  for (const id of asking) {
    const map = flow.nodes.get(id)?.parent;
    if (map !== undefined) asking.add(map);
    for (const edge of flow.incoming.get(id) ?? []) asking.add(edge.from);
  }
  return (edge: IndexedEdge): boolean =>
    kindOf(edge.from) === 'branch' &&
    !asking.has(edge.to) &&
    (flow.outgoing.get(edge.from) ?? []).some((other) => other.port !== edge.port && asking.has(other.to));
}

/** Whether a run goes on from a gate only when it approves: unwired, the other ports fail the run, as exhausted loops do. */
function onlyApproves(flow: Flow, gate: string): boolean {
  const wired = new Set(flow.outgoing.get(gate)?.map((edge) => edge.port));
  return (flow.ports.get(gate) ?? []).every((port) => !MUST_WIRE_PORTS.has(port) || !wired.has(port));
}

/** Which nodes run over some wires alone, and which wires those are. A node that waits for a certain approval is not open. */
function openIn(flow: Flow, facts: Facts, sole: readonly string[], by: (edge: IndexedEdge) => boolean) {
  /** True: all of its ports. False: a quorum too small to go on, at `unmet` only. */
  const nodes = new Map<string, boolean>(flow.starts.map((id) => [id, true]));
  const edges = (edge: IndexedEdge): boolean => {
    const whole = nodes.get(edge.from);
    return whole !== undefined && (whole || edge.port === 'unmet') && by(edge);
  };
  const certainty = sole.length > 0 ? certaintyOf(facts.document, facts.registry) : null;
  const waits = (id: string): boolean =>
    sole.some((gate) => flow.spend(1) && flow.reach().leads(gate, id) && certainty?.hasSucceeded(gate, id));
  for (const id of orderWithMaps(flow)) {
    if (!flow.runs.has(id) || nodes.has(id)) continue;
    const incoming = flow.incoming.get(id) ?? [];
    const open = incoming.filter(edges).length;
    const need = facts.views.get(id)?.join?.need ?? null;
    if (incoming.length === 0 && nodes.has(flow.nodes.get(id)?.parent ?? '')) nodes.set(id, true);
    if (open === 0 || (need === null && open < incoming.length && waits(id))) continue;
    nodes.set(id, open >= (need ?? 1));
  }
  return { nodes, edges };
}
