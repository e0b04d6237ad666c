import { analyzeGraph } from '#core/graph/analysis.ts';
import { jsonMistake } from '#core/graph/json-places.ts';
import { viewNode } from '#core/graph/node-view.ts';
import type { Need } from '#core/graph/only.ts';
import { sampleOf } from '#core/graph/sample.ts';
import { pinSchema } from '#core/graph/schema.ts';
import type { Pin, WorkflowDocument } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { firstItemIn, outcomeIn } from '#components/canvas/last-run-store.ts';
import type { KnownRun } from '#components/canvas/last-run-store.ts';

/** What stands in a field of the form, and where it is from. */
export interface GivenDraft {
  text: string;
  port: string;
  from: 'pin' | 'run' | 'sample';
}

/** What each field begins with: the pin, what came out in the last run, or the shape that its type tells. */
export async function initialGiven(
  document: WorkflowDocument,
  registry: NodeRegistry,
  needs: readonly Need[],
  known: KnownRun | null,
): Promise<Record<string, GivenDraft>> {
  const drafts = await Promise.all(needs.map((need) => initialOf(document, registry, need, known)));
  return Object.fromEntries(needs.map((need, i) => [need.nodeId, drafts[i] ?? EMPTY]));
}

const EMPTY: GivenDraft = { text: 'null', port: 'out', from: 'sample' };

async function initialOf(
  document: WorkflowDocument,
  registry: NodeRegistry,
  { nodeId, what, ports }: Need,
  known: KnownRun | null,
): Promise<GivenDraft> {
  const node = analyzeGraph(document).nodes.get(nodeId);
  if (!node) return EMPTY;
  const draft = (output: Json, from: GivenDraft['from'], port?: string | null): GivenDraft => ({
    text: JSON.stringify(output, null, 2),
    port: ports.find((each) => each === port) ?? ports[0] ?? 'out',
    from,
  });
  if (what === 'item') {
    const item = known ? await firstItemIn(known, nodeId) : null;
    return draft(item, item === null ? 'sample' : 'run');
  }
  if (node.pinned) return draft(node.pinned.output, 'pin', node.pinned.port);
  const outcome = known && outcomeIn(known, nodeId);
  // At a port that does not lead here something else came out, such as an error.
  if (outcome && (outcome.port === null || ports.includes(outcome.port))) {
    return draft(await known.load(outcome.output), 'run', outcome.port);
  }
  if (ports[0] === 'error') return draft({ code: 'ERROR', message: 'It failed' }, 'sample', 'error');
  const { definition, config } = viewNode(node, registry);
  const schema = config === null ? null : definition?.output(config, { input: document.spec.input ?? null });
  return draft(sampleOf(schema), 'sample');
}

/** The values to send, or by node id what is wrong with a text. */
export function readGiven(
  drafts: Readonly<Record<string, GivenDraft>>,
): { ok: true; given: Record<string, Pin> } | { ok: false; errors: Record<string, string> } {
  const given: Record<string, Pin> = {};
  const errors: Record<string, string> = {};
  for (const [id, { text, port }] of Object.entries(drafts)) {
    const mistake = jsonMistake(text);
    const pin = mistake ? null : pinSchema.safeParse({ output: JSON.parse(text) as Json, port });
    if (pin?.success) given[id] = pin.data;
    else errors[id] = mistake?.message ?? pin?.error.issues[0]?.message ?? 'This is not JSON';
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, given };
}
