import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Locate, locateIn } from '#core/graph/document.ts';
import { edgeId } from '#core/graph/schema.ts';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import { type Api, ApiError, CliError } from './api.ts';

/** Names nothing: a text without a name is refused for that. */
const NO_NAME = 'unnamed';

/**
 * Creates or updates the draft of each file, and publishes it when asked to.
 * @returns how many files have errors.
 */
export async function apply(api: Api, files: readonly string[], publish: boolean): Promise<number> {
  let failed = 0;
  for (const file of files) if (!(await applyFile(api, file, publish))) failed += 1;
  return failed;
}

async function applyFile(api: Api, file: string, publish: boolean): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`There is no file ${file} that can be read.`);
  });
  const value = valueOf(text);
  const metadata = isJsonObject(value) ? value['metadata'] : null;
  const name = isJsonObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : NO_NAME;
  const path = `/workflows/${encodeURIComponent(name)}${publish ? '?publish=true' : ''}`;
  const mediaType = file.endsWith('.json') ? 'application/json' : 'application/yaml';
  try {
    const answer = await api.put(path, text, mediaType);
    const problems = (answer['problems'] ?? []) as JsonObject[];
    const state = publish ? `published as version ${answer['version']}` : `draft at revision ${answer['revision']}`;
    console.log(`${file}: ${name}: ${state}`);
    report(file, problems, value, locateIn(text));
    return !problems.some((problem) => problem['severity'] === 'error');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const details = Array.isArray(error.details) ? (error.details as JsonObject[]) : [];
    // A list says it all, line by line.
    if (details.length === 0) console.error(`${place(file, positionIn(error.details))}: error: ${error.message}`);
    report(file, details, value, locateIn(text));
    return false;
  }
}

/** Problems of the draft and errors in the shape of the file alike, one a line, as compilers write them. */
function report(file: string, problems: readonly JsonObject[], value: Json, locate: Locate): void {
  for (const problem of problems) {
    const path = pathOf(problem, value);
    const at = positionIn(problem) ?? nearest(path, locate);
    const where = path.length > 0 ? ` (${path.join('.')})` : '';
    console.error(`${place(file, at)}: ${problem['severity'] ?? 'error'}: ${problem['message']}${where}`);
  }
}

/** From the top of the document: a problem's own path begins at its node or edge. */
function pathOf(problem: JsonObject, value: Json): (string | number)[] {
  const path = (Array.isArray(problem['path']) ? problem['path'] : []) as (string | number)[];
  const spec = isJsonObject(value) && isJsonObject(value['spec'] ?? null) ? (value['spec'] as JsonObject) : {};
  const { nodeId, edgeId: id } = problem;
  const nodes = (Array.isArray(spec['nodes']) ? spec['nodes'] : []) as JsonObject[];
  const edges = (Array.isArray(spec['edges']) ? spec['edges'] : []) as { from: string; to: string }[];
  if (nodeId !== undefined) return ['spec', 'nodes', nodes.findIndex((node) => node['id'] === nodeId), ...path];
  if (id !== undefined) return ['spec', 'edges', edges.findIndex((edge) => edgeId(edge) === id), ...path];
  return path;
}

/** What is missing has no place; the nearest thing around it has. */
function nearest(path: readonly (string | number)[], locate: Locate): { line: number; column: number } | null {
  for (let length = path.length; length > 0; length -= 1) {
    const at = locate(path.slice(0, length));
    if (at) return at;
  }
  return null;
}

function positionIn(details: Json): { line: number; column: number } | null {
  if (!isJsonObject(details) || typeof details['line'] !== 'number') return null;
  return { line: details['line'], column: Number(details['column']) };
}

function place(file: string, at: { line: number; column: number } | null): string {
  return at ? `${file}:${at.line}:${at.column}` : file;
}

/** Null for what is not YAML: the server says where. */
function valueOf(text: string): Json {
  try {
    return parse(text, { logLevel: 'silent' }) as Json;
  } catch {
    return null;
  }
}
