import type { IndexedEdge } from '../analysis.ts';
import { canConnect } from '../connect.ts';
import { MUST_WIRE_PORTS, nodeName } from '../node-view.ts';
import type { Fix, Problem } from '../problem.ts';
import { warning } from '../validate/context.ts';
import type { Check, Facts, Flow } from './facts.ts';
import { type Gates, gatesIn } from './gate-cover.ts';
import { findWay } from './way.ts';

/**
 * Nodes that change something elsewhere and that an approval stands before, but not on every way: it happens without
 * asking, or whatever the answer is.
 */
export const bypassedGates: Check = (facts) => {
  const flow = facts.flow();
  const gates = flow && gatesIn(flow, facts);
  if (!gates) return [];
  const around = { facts, flow, gates };
  return gates.guarded.flatMap((write): Problem[] => {
    if (gates.unasked(write)) return [unaskedProblem(write, around)];
    return gates.refused(write) ? [refusedProblem(write, around)] : [];
  });
};

interface Around {
  facts: Facts;
  flow: Flow;
  gates: Gates;
}

function unaskedProblem(write: string, around: Around): Problem {
  const trail = findWay(around.flow, write, { takes: around.gates.unaskedBy }) ?? [write];
  const entry = entryOf(trail, around);
  const gate = guardOf(entry?.to ?? write, around);
  const past = entry ? `: ${name(entry.from, around)} leads on past it` : '';
  const message = `${name(write, around)} changes something elsewhere, and it can run without asking at ${name(gate, around)}${past}`;
  const fix = entry && throughGate(entry, gate, around);
  return warning('GATE_BYPASSED', message, { nodeId: write, trail, fix });
}

function refusedProblem(write: string, around: Around): Problem {
  const trail = findWay(around.flow, write, { takes: around.gates.refusedBy }) ?? [write];
  const edges = trail.flatMap((id) => around.facts.graph.edges.get(id) ?? []);
  const refusal = edges.findLast((edge) => around.gates.ids.has(edge.from));
  const entry = entryOf(trail, around);
  const how = refusal ? `${name(refusal.from, around)} takes "${refusal.port}"` : 'nobody approves';
  const message = `${name(write, around)} changes something elsewhere, and it runs also when ${how}`;
  const fix = entry && removeWire(entry, around);
  return warning('GATE_BYPASSED', message, { nodeId: write, trail, fix });
}

/** Where a way comes into what stands behind an approval. */
function entryOf(trail: readonly string[], { facts, gates }: Around): IndexedEdge | undefined {
  return trail.flatMap((id) => facts.graph.edges.get(id) ?? []).find((edge) => gates.behind.has(edge.to));
}

/** The nearest gate whose approval leads to a node. */
function guardOf(write: string, { flow, gates }: Around): string {
  const seen = new Set([write]);
  for (const id of seen) {
    for (const { from, port } of flow.incoming.get(id) ?? []) {
      if (gates.ids.has(from) && !MUST_WIRE_PORTS.has(port)) return from;
      seen.add(from);
    }
    const map = flow.nodes.get(id)?.parent;
    if (map !== undefined) seen.add(map);
  }
  return write;
}

/** What already leads to the gate loses its way around it; anything else is led to the gate instead. */
function throughGate(edge: IndexedEdge, gate: string, around: Around): Fix | undefined {
  const { document, registry } = around.facts;
  if (around.flow.reach().leads(edge.from, gate)) return removeWire(edge, around);
  const from = { node: edge.from, port: edge.port };
  if (!around.flow.spend(50 * document.spec.nodes.length)) return undefined;
  if (!canConnect(document, registry, { from, to: gate }, { loop: false, replaces: edge.id }).ok) return undefined;
  return { label: `Lead it through ${name(gate, around)}`, kind: 'move-edge', edgeId: edge.id, to: gate };
}

function removeWire(edge: IndexedEdge, around: Around): Fix {
  const label = `Remove the wire from ${name(edge.from, around)} to ${name(edge.to, around)}`;
  return { label, kind: 'remove-edge', edgeId: edge.id };
}

function name(id: string, { facts }: Around): string {
  const node = facts.graph.nodes.get(id);
  return node ? nodeName(node) : id;
}
