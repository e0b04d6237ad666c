import { FermataError } from '#core/errors.ts';
import { parseDocument, type ShapeError } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';

/** What the server accepts in one request. */
const MAX_BYTES = 5 * 1024 * 1024;

export interface FileProblem {
  message: string;
  /** Names in the document, such as `spec.nodes.1.config`. */
  path: string;
  /** Where in the text, and that line of it; null for what has no place. */
  at: { line: number; column: number; excerpt: string } | null;
}

export type FileContent = { ok: true; document: WorkflowDocument } | { ok: false; problems: readonly FileProblem[] };

/** A workflow from a file that a person chose or dropped. Never throws: what is wrong is said with its place. */
export async function readWorkflowFile(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<FileContent> {
  if (file.size > MAX_BYTES)
    return refused(`This file has ${Math.ceil(file.size / 1024 / 1024)} MB; a workflow has at most 5 MB.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return refused('This is not a text file. A workflow is YAML or JSON.');
  }
  if (text.includes('\0')) return refused('This is not a text file. A workflow is YAML or JSON.');
  if (text.trim() === '') return refused('This file is empty.');
  return readWorkflowText(text, /\.json$/i.test(file.name) ? 'json' : 'yaml');
}

export function readWorkflowText(text: string, format: 'yaml' | 'json'): FileContent {
  try {
    return { ok: true, document: parseDocument(text, format, nodeDefinitions).document };
  } catch (error) {
    if (!FermataError.is(error)) throw error;
    const lines = text.split(/\r?\n/);
    if (error.code === 'VALIDATION') {
      const errors = error.details as ShapeError[];
      return {
        ok: false,
        problems: errors.map((each) => ({
          message: each.message,
          path: each.path.join('.'),
          at: placeOf(each, lines),
        })),
      };
    }
    const at = placeOf((error.details ?? {}) as Place, lines);
    return { ok: false, problems: [{ message: error.message, path: '', at }] };
  }
}

type Place = Pick<ShapeError, 'line' | 'column'>;

function placeOf({ line, column }: Place, lines: readonly string[]): FileProblem['at'] {
  if (line === undefined || column === undefined) return null;
  return { line, column, excerpt: lines[line - 1] ?? '' };
}

function refused(message: string): FileContent {
  return { ok: false, problems: [{ message, path: '', at: null }] };
}
