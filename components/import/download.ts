import { type DocumentFormat, formatDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

const TYPES: Record<DocumentFormat, string> = { yaml: 'application/yaml', json: 'application/json' };

/** Saves a workflow as `<name>.yaml` or `<name>.json` where the browser keeps downloads. */
export function downloadWorkflow(document: WorkflowDocument, format: DocumentFormat): void {
  const url = URL.createObjectURL(new Blob([formatDocument(document, format)], { type: TYPES[format] }));
  const link = window.document.createElement('a');
  link.href = url;
  link.download = `${document.metadata.name}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
