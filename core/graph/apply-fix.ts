import { assertNever } from '../assert-never.ts';
import { valueAt, withValue } from '../expr/config-path.ts';
import type { JsonObject } from '../json.ts';
import { connect, disconnect, reconnect, setLoop, updateConfig, updateNode } from './edit.ts';
import type { Fix } from './problem.ts';
import type { GraphNode, WorkflowDocument } from './schema.ts';

/** Carries out the fix of a problem. The document itself comes back when what the fix is for is not there any more. */
export function applyFix(document: WorkflowDocument, fix: Fix): WorkflowDocument {
  switch (fix.kind) {
    case 'remove-edge':
      return disconnect(document, [fix.edgeId]);
    case 'make-loop':
      return setLoop(document, fix.edgeId, { max: fix.max });
    case 'make-forward':
      return setLoop(document, fix.edgeId, null);
    case 'connect':
      return connect(document, { from: fix.from, to: fix.to });
    case 'move-edge':
      return reconnect(document, fix.edgeId, { to: fix.to });
    case 'update-node':
      return updateNode(document, fix.nodeId, fix.change);
    case 'set-config':
      return changeConfig(document, fix.nodeId, ({ config }) => ({ ...config, [fix.key]: fix.value }));
    case 'replace-text':
      return changeConfig(document, fix.nodeId, ({ config }) => withText(config, fix));
    default:
      return assertNever(fix);
  }
}

function changeConfig(
  document: WorkflowDocument,
  nodeId: string,
  change: (node: GraphNode) => JsonObject,
): WorkflowDocument {
  const node = document.spec.nodes.find(({ id }) => id === nodeId);
  return node ? updateConfig(document, nodeId, change(node)) : document;
}

/** Somebody may be writing in the text while the problem is on screen: only what was meant is replaced. */
function withText(config: JsonObject, fix: Extract<Fix, { kind: 'replace-text' }>): JsonObject {
  const { path, range, expected, text } = fix;
  const before = valueAt(config, path);
  if (typeof before !== 'string' || before.slice(range.start, range.end) !== expected) return config;
  return withValue(config, path, before.slice(0, range.start) + text + before.slice(range.end)) as JsonObject;
}
