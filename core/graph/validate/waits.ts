import { durationMs, formatDuration } from '../../duration.ts';
import type { Problem } from '../problem.ts';
import { type ValidateContext, warning } from './context.ts';

/** Waits that the run's own limit cuts off. */
export function waitProblems({ document, views }: ValidateContext): Problem[] {
  const limit = durationMs(document.spec.limits?.timeout ?? '');
  if (limit === null) return [];
  return [...views.values()].flatMap(({ node, definition }) => {
    const key = definition?.control === 'gate' ? 'due' : definition?.control === 'timer' ? 'for' : null;
    const value = key === null ? undefined : node.config[key];
    const waits = typeof value === 'string' ? durationMs(value) : null;
    if (key === null || waits === null || waits <= limit) return [];
    const message = `It may wait ${formatDuration(waits)}, but the run ends after ${formatDuration(limit)}`;
    return [warning('WAIT_TOO_LONG', message, { nodeId: node.id, path: ['config', key] })];
  });
}
