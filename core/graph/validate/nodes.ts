import { schemaIssues } from '../../schema-issues.ts';
import { enclosingMaps } from '../analysis.ts';
import { unsupportedType } from '../document.ts';
import { INHERITED_ID } from '../ids.ts';
import { type NodeView, nodeName } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import { error, type ValidateContext } from './context.ts';

/** What is wrong with single nodes: type, settings, common fields, the map around. */
export function nodeProblems(context: ValidateContext): Problem[] {
  return [
    ...startProblems(context),
    ...[...context.views.values()].flatMap((view) => [
      ...idProblems(view),
      ...typeProblems(view, context),
      ...configProblems(view),
      ...commonFieldProblems(view, context),
      ...parentProblems(view, context),
    ]),
  ];
}

function startProblems({ views }: ValidateContext): Problem[] {
  const starts = [...views.values()].filter((view) => view.definition?.control === 'start');
  if (starts.length === 0) return [error('START_MISSING', 'The workflow has no start')];
  return starts.slice(1).map(({ node }) => error('START_TWICE', 'A workflow has one start only', { nodeId: node.id }));
}

/** The editor gives no such id; a file may. */
function idProblems({ node }: NodeView): Problem[] {
  if (node.id !== INHERITED_ID) return [];
  return [error('ID_RESERVED', `No node can have the id "${INHERITED_ID}"`, { nodeId: node.id, path: ['id'] })];
}

function typeProblems({ node, definition }: NodeView, { registry, views }: ValidateContext): Problem[] {
  const nodeId = node.id;
  if (!definition) return [error('TYPE_UNKNOWN', unsupportedType(node.type, registry), { nodeId, path: ['type'] })];
  if (!definition.singleton || definition.control === 'start') return [];
  const first = [...views.values()].find((view) => view.node.type === node.type);
  return first?.node === node
    ? []
    : [error('TYPE_TWICE', `A workflow has one ${definition.title} only`, { nodeId, path: ['type'] })];
}

function configProblems({ node, definition, config, issues }: NodeView): Problem[] {
  const nodeId = node.id;
  if (!definition) return [];
  if (issues) {
    return schemaIssues(definition.config, issues).map(({ path, message }) =>
      error('CONFIG', message, { nodeId, path: ['config', ...path] }),
    );
  }
  return (definition.check?.(config) ?? []).map(({ path, message, severity }) => ({
    code: 'CONFIG',
    severity,
    message,
    nodeId,
    path: ['config', ...path],
  }));
}

function commonFieldProblems({ node, definition, ports }: NodeView, { wired }: ValidateContext): Problem[] {
  if (!definition) return [];
  const nodeId = node.id;
  const { supports, title } = definition;
  const found: Problem[] = [];
  if (node.retry && !supports.retry) {
    const fix = { label: 'Remove retries', kind: 'update-node', nodeId, change: { retry: undefined } } as const;
    found.push(error('RETRY_UNSUPPORTED', `${title} takes no retries`, { nodeId, path: ['retry'], fix }));
  }
  if (node.timeout !== undefined && !supports.timeout) {
    found.push(error('TIMEOUT_UNSUPPORTED', `${title} takes no timeout`, { nodeId, path: ['timeout'] }));
  }
  if (node.disabled && !supports.disable) {
    const fix = { label: 'Switch it on', kind: 'update-node', nodeId, change: { disabled: undefined } } as const;
    found.push(error('DISABLE_UNSUPPORTED', `${title} cannot be switched off`, { nodeId, path: ['disabled'], fix }));
  }
  if (node.onError === undefined || node.onError === 'fail') return found;
  const place = { nodeId, path: ['onError'] };
  if (!supports.error) {
    found.push(error('ON_ERROR_UNSUPPORTED', `${title} has no way to go on after an error`, place));
  } else if (node.onError === 'branch' && !wired.get(nodeId)?.has('error')) {
    found.push(
      error('ON_ERROR_UNWIRED', 'On error it goes to the port "error", which leads nowhere; connect it', place),
    );
  } else if (node.onError === 'continue' && ports && !ports.some((port) => port.id === 'out')) {
    found.push(error('ON_ERROR_NO_OUT', `${title} has no port "out" to continue at`, place));
  }
  return found;
}

function parentProblems({ node, definition }: NodeView, { graph, views }: ValidateContext): Problem[] {
  if (node.parent === undefined) return [];
  const nodeId = node.id;
  const fix = { label: 'Move it out', kind: 'update-node', nodeId, change: { parent: undefined } } as const;
  const place = { nodeId, path: ['parent'], fix };
  const parent = views.get(node.parent);
  if (!parent) return [error('PARENT_UNKNOWN', `There is no node "${node.parent}" to stand in`, place)];
  if (parent.definition && parent.definition.control !== 'map') {
    return [error('PARENT_NO_MAP', `${nodeName(parent.node)} is no map, so nothing can stand in it`, place)];
  }
  if (enclosingMaps(graph, nodeId).includes(nodeId)) {
    return [error('PARENT_CIRCLE', `${nodeName(node)} stands inside itself`, place)];
  }
  if (!definition?.topLevelOnly) return [];
  return [error('TOP_LEVEL_ONLY', `${definition.title} cannot stand inside a map`, place)];
}
