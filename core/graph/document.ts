import { Document, isMap, isNode, isPair, LineCounter, parseDocument as parseYaml, visit } from 'yaml';
import { FermataError } from '../errors.ts';
import type { Json } from '../json.ts';
import { definitionOf, type NodeRegistry } from '../node/define.ts';
import { schemaIssues } from '../schema-issues.ts';
import { didYouMean } from '../suggest.ts';
import { groupErrors } from './group-errors.ts';
import { jsonErrorOffset } from './json-error.ts';
import { type WorkflowDocument, workflowDocumentSchema } from './schema.ts';

export type DocumentFormat = 'yaml' | 'json';

export interface TextPosition {
  /** From 1. */
  line: number;
  column: number;
}

/** Something in a document that is no workflow at all; a workflow with mistakes has problems instead. */
export interface ShapeError {
  path: (string | number)[];
  message: string;
  line?: number;
  column?: number;
}

export type Locate = (path: readonly (string | number)[]) => TextPosition | null;

export interface ParsedDocument {
  document: WorkflowDocument;
  /** Where a path stands in the text; null for what the text leaves out. */
  locate: Locate;
}

/** A workflow of 5,000 nodes with long prompts is half of this. */
const DOCUMENT_MAX_CHARS = 8_000_000;
const DEEPEST = 64;
const MAX_ALIASES = 100;

/**
 * Reads a workflow from text.
 * @throws FermataError MALFORMED with `details {line, column}` when the text is not YAML or JSON, TOO_LARGE, or VALIDATION
 *   with `details` a list of {@link ShapeError}
 */
export function parseDocument(text: string, format: DocumentFormat, registry: NodeRegistry): ParsedDocument {
  if (text.length > DOCUMENT_MAX_CHARS) throw new FermataError('TOO_LARGE', 'A workflow has at most 8 MB of text');
  const { value, locate } = format === 'json' ? readJson(text) : readYaml(text);
  const errors: ShapeError[] = [];
  const document = check(value, registry, errors);
  if (!document) {
    throw invalid(
      errors.map((error) => {
        // A key that is missing has no place of its own; the object that lacks it has.
        const at = locate(error.path) ?? locate(error.path.slice(0, -1));
        return at ? { ...error, ...at } : error;
      }),
    );
  }
  return { document, locate };
}

/**
 * Checks a parsed value: unknown keys, types, ids, node types. NUL and lone surrogates become U+FFFD.
 * @throws FermataError VALIDATION with `details` a list of {@link ShapeError}
 */
export function checkDocument(value: unknown, registry: NodeRegistry): WorkflowDocument {
  const errors: ShapeError[] = [];
  const document = check(value, registry, errors);
  if (!document) throw invalid(errors);
  return document;
}

/** Writes a workflow; reading it again gives an equal one. What is empty or default stays unsaid. */
export function formatDocument(document: WorkflowDocument, format: DocumentFormat): string {
  const placed = document.spec.nodes.some((node) => node.position.x !== 0 || node.position.y !== 0);
  const nodes = document.spec.nodes.map(({ id, type, title, parent, position, config, ...rest }) => ({
    id,
    type,
    title,
    parent,
    ...(placed ? { position } : {}),
    ...(Object.keys(config).length > 0 ? { config } : {}),
    ...rest,
  }));
  const plain = { ...document, spec: { ...document.spec, nodes } };
  if (format === 'json') return `${JSON.stringify(plain, null, 2)}\n`;
  // Without `undefined`, which YAML would write as null.
  const yaml = new Document(JSON.parse(JSON.stringify(plain)), { aliasDuplicateObjects: false });
  visit(yaml, {
    Map(_, node, path) {
      // Positions and edges on one line each, as people write them.
      const parent = path.at(-1);
      const keys = isMap(node) ? node.items.map((item) => String(item.key)) : [];
      const isPosition = keys.length === 2 && keys[0] === 'x' && keys[1] === 'y';
      const isEdge = keys[0] === 'from' && keys[1] === 'to' && path.length === 6;
      if (parent && (isPosition || isEdge)) node.flow = true;
    },
    Seq(_, node, path) {
      const pair = path.at(-1);
      const isMembers = path.length === 10 && isPair(pair) && String(pair.key) === 'nodes';
      if (isMembers) node.flow = true;
    },
  });
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function check(value: unknown, registry: NodeRegistry, errors: ShapeError[]): WorkflowDocument | null {
  const clean = cleanJson(value, [], errors);
  if (errors.length > 0) return null;
  const parsed = workflowDocumentSchema.safeParse(clean);
  if (!parsed.success) {
    errors.push(...schemaIssues(workflowDocumentSchema, parsed.error));
    return null;
  }
  errors.push(...duplicateIds(parsed.data), ...groupErrors(parsed.data), ...unsupportedTypes(parsed.data, registry));
  return errors.length > 0 ? null : parsed.data;
}

function duplicateIds({ spec }: WorkflowDocument): ShapeError[] {
  const repeated = (list: 'nodes' | 'notes' | 'groups', elements: readonly { id: string }[]): ShapeError[] => {
    const prefix = list === 'nodes' ? ['spec', 'nodes'] : ['spec', 'canvas', list];
    const seen = new Set<string>();
    return elements.flatMap(({ id }, i) => {
      if (!seen.has(id)) return seen.add(id) && [];
      return [{ path: [...prefix, i, 'id'], message: `The id "${id}" is used twice` }];
    });
  };
  const { notes = [], groups = [] } = spec.canvas ?? {};
  return [...repeated('nodes', spec.nodes), ...repeated('notes', notes), ...repeated('groups', groups)];
}

function unsupportedTypes({ spec }: WorkflowDocument, registry: NodeRegistry): ShapeError[] {
  return spec.nodes.flatMap((node, i) =>
    definitionOf(registry, node.type)
      ? []
      : [{ path: ['spec', 'nodes', i, 'type'], message: unsupportedType(node.type, registry) }],
  );
}

/** The one sentence about a node type that this release does not execute. */
export function unsupportedType(type: string, registry: NodeRegistry): string {
  return `Node type "${type}" is not supported by this version${didYouMean(type, Object.keys(registry))}`;
}

function cleanJson(value: unknown, path: (string | number)[], errors: ShapeError[]): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (path.length >= DEEPEST) {
    if (errors.length === 0) errors.push({ path: path.slice(0, 8), message: `Nested more than ${DEEPEST} deep` });
    return null;
  }
  if (Array.isArray(value)) return value.map((item, i) => cleanJson(item, [...path, i], errors));
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key.replaceAll('\0', '\uFFFD').toWellFormed(),
      cleanJson(item, [...path, key], errors),
    ]),
  );
}

function readYaml(text: string): { value: unknown; locate: Locate } {
  const lines = new LineCounter();
  const at = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const yaml = parseYaml(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'silent' });
    const [error] = yaml.errors;
    if (error) throw malformed('YAML', error.message, at(error.pos[0]));
    const locate: Locate = (path) => {
      const node = yaml.getIn(path, true);
      const value = isNode(node) && node.range ? at(node.range[0]) : null;
      const parent: unknown = path.length > 1 ? yaml.getIn(path.slice(0, -1), true) : yaml.contents;
      const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(path.at(-1))) : undefined;
      const key = isNode(pair?.key) && pair.key.range ? at(pair.key.range[0]) : null;
      // What begins below its name is looked for at its name.
      return key && value && key.line < value.line ? key : value;
    };
    return { value: yaml.toJS({ maxAliasCount: MAX_ALIASES }) as unknown, locate };
  } catch (error) {
    if (FermataError.is(error)) throw error;
    // The parser throws for alias bombs, and runs out of stack on thousands of open brackets.
    const reason = error instanceof ReferenceError ? error.message : 'it is nested too deeply';
    throw new FermataError('MALFORMED', `This YAML cannot be read: ${reason}`, { cause: error });
  }
}

/** Places in a text, read when first asked for. JSON is YAML, so this finds its way in both. */
export function locateIn(text: string): Locate {
  let locate: Locate | null = null;
  return (path) => {
    try {
      locate ??= readYaml(text).locate;
    } catch {
      locate = () => null;
    }
    return locate(path);
  };
}

function readJson(text: string): { value: Json; locate: Locate } {
  try {
    return { value: JSON.parse(text) as Json, locate: locateIn(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw new FermataError('MALFORMED', 'This JSON cannot be read: it is nested too deeply', { cause: error });
    }
    const until = text.slice(0, jsonErrorOffset(text));
    const position = { line: until.split('\n').length, column: until.length - until.lastIndexOf('\n') };
    const found = text[until.length];
    throw malformed(
      'JSON',
      found === undefined ? 'it ends too early' : `unexpected ${JSON.stringify(found)}`,
      position,
    );
  }
}

function malformed(format: string, reason: string, at: TextPosition): FermataError {
  const message = `This is not ${format}: ${reason} (line ${at.line}, column ${at.column})`;
  return new FermataError('MALFORMED', message, { details: at });
}

function invalid(errors: ShapeError[]): FermataError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const place = first && first.path.length > 0 ? `${first.path.join('.')}: ` : '';
  return new FermataError('VALIDATION', `${place}${first?.message ?? 'This is not a workflow'}${more}`, {
    details: errors,
  });
}
