import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';

export interface Template {
  id: string;
  /** What it does, for the gallery. */
  sentence: string;
  /** Its input schema has a default for every field, so that it runs at once. */
  document: WorkflowDocument;
}

/** In the order of the gallery. */
const TEMPLATE_IDS = [
  'draft_critique_publish',
  'contract_review',
  'research_report',
  'refund_triage',
  'incident_response',
  'release_checklist',
] as const;

let loaded: Template[] | undefined;

/** Read from the folder of the project, not of this module: the bundler moves code, but not data files. */
function load(id: string): Template {
  const text = readFileSync(join(process.cwd(), 'server/workflow/templates', `${id}.yaml`), 'utf8');
  const { document } = parseDocument(text, 'yaml', nodeDefinitions);
  return { id, sentence: document.metadata.description ?? '', document };
}

/** The gallery. Read once. */
export function templates(): readonly Template[] {
  loaded ??= TEMPLATE_IDS.map(load);
  return loaded;
}

export function findTemplate(id: string): Template | undefined {
  return templates().find((template) => template.id === id);
}
