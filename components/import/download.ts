import { type DocumentFormat, formatDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

const TYPES: Record<DocumentFormat, string> = { yaml: 'application/yaml', json: 'application/json' };

/** Saves a file where the browser keeps downloads. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = window.document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves a workflow as `<name>.yaml` or `<name>.json`. */
export function downloadWorkflow(document: WorkflowDocument, format: DocumentFormat): void {
  saveFile(
    `${document.metadata.name}.${format}`,
    new Blob([formatDocument(document, format)], { type: TYPES[format] }),
  );
}
