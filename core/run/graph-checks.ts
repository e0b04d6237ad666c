import { FermataError } from '../errors.ts';
import { findCyclicEdges, overlappingLoops } from '../graph/analysis.ts';
import type { GraphAnalysis, LoopScope } from '../graph/analysis.ts';
import type { WorkflowDocument } from '../graph/schema.ts';
import { definitionOf } from '../node/define.ts';
import type { ControlKind, NodeRegistry } from '../node/define.ts';

/**
 * The last line of defence before a run: refuses only what would make the scheduler wrong or stuck.
 * `validate` explains these and many more to people, with places and fixes.
 *
 * @throws FermataError INVALID_WORKFLOW
 */
export function assertExecutable(document: WorkflowDocument, analysis: GraphAnalysis, registry: NodeRegistry): void {
  const kindOf = (id: string): ControlKind | undefined =>
    definitionOf(registry, analysis.nodes.get(id)?.type ?? '')?.control;
  if (analysis.nodes.size !== document.spec.nodes.length) refuse('Two nodes have the same id.');
  if (analysis.edges.size !== document.spec.edges.length) {
    refuse('An edge names a node that does not exist, or stands twice between the same port and node.');
  }
  const starts = [...analysis.nodes.keys()].filter((id) => kindOf(id) === 'start');
  if (starts.length !== 1) refuse(`A workflow has one start; this one has ${starts.length}.`);
  checkLevels(analysis, kindOf);
  const cycle = analysis.cyclicEdges.map((edge) => edge.id);
  if (cycle.length > 0) refuse(`These edges form a cycle without a loop edge: ${cycle.join(', ')}.`);
  const overlaps = overlappingLoops(analysis.loops);
  const byPort = Map.groupBy(analysis.loops, ({ edge }) => `${edge.from}.${edge.port}`);
  for (const loop of analysis.loops) {
    const port = `${loop.edge.from}.${loop.edge.port}`;
    const other = overlaps.find((pair) => pair.includes(loop))?.find((one) => one !== loop);
    checkLoop(analysis, loop, kindOf);
    if ((byPort.get(port)?.length ?? 0) > 1) refuse(`The port ${port} has two loop edges.`);
    if (other) refuse(`The loops ${loop.edge.id} and ${other.edge.id} overlap without one lying inside the other.`);
    checkMerges(analysis, loop, kindOf);
  }
  checkHolds(analysis);
}

function refuse(message: string): never {
  throw new FermataError('INVALID_WORKFLOW', message);
}

function checkLevels(analysis: GraphAnalysis, kindOf: (id: string) => ControlKind | undefined): void {
  for (const node of analysis.nodes.values()) {
    const kind = kindOf(node.id);
    if (kind === undefined) refuse(`Node "${node.id}" has the unknown type "${node.type}".`);
    if (node.parent === undefined) continue;
    if (kindOf(node.parent) !== 'map') refuse(`The parent of "${node.id}" is not a map.`);
    if (kind === 'start' || kind === 'end') refuse(`"${node.id}" may not stand inside a map.`);
    const seen = new Set([node.id]);
    for (let up: string | undefined = node.parent; up !== undefined; up = analysis.nodes.get(up)?.parent) {
      if (seen.has(up)) refuse(`"${node.id}" stands inside itself.`);
      seen.add(up);
    }
  }
  for (const edge of analysis.edges.values()) {
    if (analysis.nodes.get(edge.from)?.parent !== analysis.nodes.get(edge.to)?.parent) {
      refuse(`The edge ${edge.id} crosses the border of a map.`);
    }
    if (kindOf(edge.to) === 'start') refuse(`The edge ${edge.id} leads to the start.`);
  }
}

function checkLoop(analysis: GraphAnalysis, loop: LoopScope, kindOf: (id: string) => ControlKind | undefined): void {
  const { edge, body } = loop;
  if (body.size === 0) refuse(`The loop edge ${edge.id} closes no cycle: its target does not lead to its source.`);
  if (kindOf(edge.to) === 'join') refuse(`The loop edge ${edge.id} may not lead to a merge.`);
}

function checkMerges(
  analysis: GraphAnalysis,
  { edge, body }: LoopScope,
  kindOf: (id: string) => ControlKind | undefined,
): void {
  for (const id of body) {
    const mode = analysis.nodes.get(id)?.config['mode'];
    if (kindOf(id) !== 'join' || (mode !== 'any' && mode !== 'quorum')) continue;
    const outside = analysis.incoming.get(id)?.find((incoming) => !body.has(incoming.from));
    if (outside) refuse(`The merge "${id}" inside the loop ${edge.id} takes the edge ${outside.id} from outside.`);
  }
}

/** A held edge waits for the loop's source, so the two together must not wait for each other. */
function checkHolds(analysis: GraphAnalysis): void {
  const forward = [...analysis.edges.values()]
    .filter((edge) => !edge.loop)
    .map(({ id, from, to }) => ({ id, from, to }));
  const held = analysis.loops.flatMap(({ edge, exits }) =>
    exits.map((exit) => ({ id: `${edge.id} holds ${exit.id}`, from: edge.from, to: exit.to })),
  );
  const cycle = findCyclicEdges([...analysis.nodes.keys()], [...forward, ...held]).map((edge) => edge.id);
  if (cycle.length > 0) refuse(`Edges held by a loop wait for each other: ${cycle.join(', ')}.`);
}
