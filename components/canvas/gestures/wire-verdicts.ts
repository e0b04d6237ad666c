import { canConnect, connectableTargets } from '#core/graph/connect.ts';
import { disconnect } from '#core/graph/edit.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { PortRef } from '../canvas-editing.ts';
import { portsOf } from '../card-size.ts';
import type { Verdict } from '../connect-store.ts';
import type { EditorContext } from '../editor-context.ts';

/** By node, and for ends that start at a port by `node.port` as well. A node id has no dot. */
type Verdicts = Map<string, Verdict>;

/** Each answer for a source looks at the whole graph, so in a view of thousands most are given when the wire is let go. */
const MOST_SOURCES = 200;

/** What a wire from a port could lead to. `replaces`: the wire whose end is being moved. */
export function targetVerdicts(editor: EditorContext, from: PortRef, replaces?: string): Verdicts {
  const { document } = editor.graph.getState();
  const options = replaces === undefined ? {} : { replaces };
  const verdicts = new Map<string, Verdict>(connectableTargets(document, editor.registry, from, options));
  verdicts.delete(from.node);
  forgetMapAround(verdicts, document, from.node);
  return verdicts;
}

/** Where a wire to a node could come from, among the candidates. A node says yes when one of its ports does. */
export function sourceVerdicts(
  editor: EditorContext,
  to: string,
  candidates: readonly string[],
  replaces?: string,
): Verdicts {
  const { document: drawn } = editor.graph.getState();
  const document = replaces === undefined ? drawn : disconnect(drawn, [replaces]);
  const { nodes } = analyzeGraph(document);
  const verdicts: Verdicts = new Map();
  for (const id of candidates.slice(0, MOST_SOURCES)) {
    const node = nodes.get(id);
    if (!node || id === to) continue;
    let best: Verdict = { ok: false, reason: 'It has no output' };
    for (const port of portsOf(editor.registry, node)) {
      const answer = canConnect(document, editor.registry, { from: { node: id, port: port.id }, to });
      verdicts.set(`${id}.${port.id}`, answer);
      if (!best.ok) best = answer;
    }
    verdicts.set(id, best);
  }
  forgetMapAround(verdicts, document, to);
  return verdicts;
}

/** Inside a map, the map is the ground that a wire is drawn over, and refuses nothing. */
function forgetMapAround(verdicts: Verdicts, document: WorkflowDocument, nodeId: string): void {
  const around = analyzeGraph(document).nodes.get(nodeId)?.parent;
  if (around !== undefined) verdicts.delete(around);
}
