import type { Json, JsonObject } from '../json.ts';
import { groupsOf, notesOf } from './canvas.ts';
import { edgeId, type WorkflowDocument } from './schema.ts';

/**
 * A document as the things that people change one at a time: its nodes, edges, notes and groups, and the workflow
 * itself (what it is called, takes and may use). Comparing and merging go by these, and inside them by field.
 */
export type ElementKind = 'workflow' | 'node' | 'edge' | 'note' | 'group';

export interface ElementRef {
  kind: ElementKind;
  /** Of a node, note or group; `edgeId` of an edge; empty for the workflow, of which there is one. */
  id: string;
}

/** Names of keys from the element down. */
export type FieldPath = readonly string[];

const WORKFLOW: ElementRef = { kind: 'workflow', id: '' };

/** Where an element stands and how large it is drawn: never what it does. */
const LAYOUT_FIELDS: Record<ElementKind, readonly string[]> = {
  workflow: [],
  node: ['position'],
  edge: [],
  note: ['position', 'width', 'height'],
  // Where its frame is. Two who put different nodes into it, or took some out, do not disagree.
  group: ['nodes'],
};

export function isLayoutField(kind: ElementKind, field: string): boolean {
  return LAYOUT_FIELDS[kind].includes(field);
}

export function elementKey({ kind, id }: ElementRef): string {
  return `${kind}:${id}`;
}

/** The elements in document order, the workflow first, without what only identifies them. */
export function elementsOf(document: WorkflowDocument): Map<string, { ref: ElementRef; fields: JsonObject }> {
  const elements = new Map<string, { ref: ElementRef; fields: JsonObject }>();
  const add = (ref: ElementRef, fields: JsonObject): void => void elements.set(elementKey(ref), { ref, fields });
  add(WORKFLOW, workflowFields(document));
  for (const { id, ...fields } of document.spec.nodes) add({ kind: 'node', id }, fields as JsonObject);
  for (const edge of document.spec.edges)
    add({ kind: 'edge', id: edgeId(edge) }, edge.loop === undefined ? {} : { loop: edge.loop });
  for (const { id, ...fields } of notesOf(document)) add({ kind: 'note', id }, fields);
  for (const { id, ...fields } of groupsOf(document)) add({ kind: 'group', id }, fields as JsonObject);
  return elements;
}

/** Everything of a document that belongs to none of its nodes, edges, notes and groups. */
export function workflowFields({ metadata, spec }: WorkflowDocument): JsonObject {
  const { title, description } = metadata;
  const { input, limits, concurrency } = spec;
  return present({ title, description, input, limits, concurrency });
}

/** A document with these fields of its own. The reverse of {@link workflowFields}. */
export function withWorkflowFields(document: WorkflowDocument, fields: JsonObject): WorkflowDocument {
  const { title: _t, description: _d, ...metadata } = document.metadata;
  const { input: _i, limits: _l, concurrency: _c, ...spec } = document.spec;
  const { title, description, ...rest } = fields;
  return {
    ...document,
    metadata: { ...metadata, ...present({ title, description }) },
    spec: { ...rest, ...spec },
  };
}

function present(fields: { [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
