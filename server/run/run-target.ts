import type { AuditFact } from '#server/audit/record-audit.ts';

/** A run as the audit log names it. */
export function runTarget(id: string, workflowTitle: string): AuditFact['target'] {
  return { type: 'run', id, name: `${workflowTitle} run ${id.slice(-4)}` };
}
