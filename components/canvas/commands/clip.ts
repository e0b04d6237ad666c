import { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { checkDocument, parseDocument } from '#core/graph/document.ts';
import type { ShapeError } from '#core/graph/document.ts';
import { jsonErrorOffset } from '#core/graph/json-error.ts';
import { copy } from '#core/graph/paste.ts';
import type { Clip } from '#core/graph/paste.ts';
import { API_VERSION, graphEdgeSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { schemaIssues } from '#core/schema-issues.ts';
import type { EditorContext } from '../editor-context.ts';
import { selectedNodes, selectedNotes } from './command.ts';

const FORMAT = 'fermata/graph';
const VERSION = 1;
const NAMES_FORMAT = /"type"\s*:\s*"fermata\/graph"/;

/** What the clipboard holds: plain JSON text, so it can be pasted into another workflow, a chat or a file. */
const clipSchema = z.object({
  type: z.literal(FORMAT),
  version: z.literal(VERSION),
  nodes: z.array(z.unknown()),
  edges: z.array(z.unknown()).default([]),
  incoming: z.array(graphEdgeSchema).max(20_000).default([]),
  notes: z.array(z.unknown()).default([]),
  groups: z.array(z.unknown()).default([]),
});

/** What was selected: nodes with the wires among them, whole groups, and notes. */
export function clipOfSelection(editor: EditorContext): Clip {
  return copy(editor.graph.getState().document, selectedNodes(editor), selectedNotes(editor));
}

/** The same as text. A document names secrets and never holds one, so neither does this. */
export function clipText(editor: EditorContext): string {
  return JSON.stringify({ type: FORMAT, version: VERSION, ...clipOfSelection(editor) }, null, 2);
}

export type ReadClip =
  | { ok: true; clip: Clip }
  /** `message`: a sentence about what is wrong with it. */
  | { ok: false; message: string };

/**
 * Nodes from text: what was copied here or elsewhere, or a whole workflow as JSON or YAML. Text of any other kind is no
 * error of the text, but holds nothing to paste: people copy other things, too.
 */
export function readClip(text: string, registry: NodeRegistry): ReadClip {
  try {
    const value = readJson(text);
    const clip = clipSchema.safeParse(value);
    if (clip.success) return { ok: true, clip: clipFrom(clip.data, registry) };
    if (/^\s*"?(apiVersion|kind)"?\s*:/m.test(text))
      return { ok: true, clip: allOf(parseDocument(text, value === undefined ? 'yaml' : 'json', registry).document) };
    return { ok: false, message: wrongWith(value, text, clip.error) };
  } catch (error) {
    if (!FermataError.is(error)) throw error;
    const [first] = error.code === 'VALIDATION' ? (error.details as ShapeError[]) : [];
    return { ok: false, message: `Not pasted. ${first ? `${first.path.join('.')}: ${first.message}` : error.message}` };
  }
}

/** Text that says it is ours is told what is wrong with it; any other text is none of our business. */
function wrongWith(value: unknown, text: string, error: z.ZodError): string {
  if (value === undefined && NAMES_FORMAT.test(text)) {
    const { line, column } = positionIn(text, jsonErrorOffset(text));
    return `Not pasted. The text stops being JSON at line ${line}, column ${column}`;
  }
  const named = z.object({ type: z.literal(FORMAT), version: z.unknown() }).safeParse(value);
  if (!named.success) return 'The clipboard holds no nodes';
  if (named.data.version !== VERSION)
    return `Not pasted. It has version ${JSON.stringify(named.data.version)} of the format, and this is version ${VERSION}`;
  const [issue] = schemaIssues(clipSchema, error);
  return `Not pasted. ${issue ? `${issue.path.join('.')}: ${issue.message}` : 'It holds no nodes'}`;
}

function positionIn(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Held to the same rules as a document that is imported. */
function clipFrom({ nodes, edges, notes, groups, incoming }: z.infer<typeof clipSchema>, registry: NodeRegistry): Clip {
  const document = checkDocument(
    {
      apiVersion: API_VERSION,
      kind: 'Workflow',
      metadata: { name: 'clip' },
      spec: { nodes, edges, canvas: { notes, groups } },
    },
    registry,
  );
  return { ...allOf(document), incoming };
}

function allOf({ spec }: WorkflowDocument): Clip {
  const { notes = [], groups = [] } = spec.canvas ?? {};
  return { nodes: spec.nodes, edges: spec.edges, incoming: [], notes, groups };
}
