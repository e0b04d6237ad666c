import { readFile } from 'node:fs/promises';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import { type Api, CliError } from './api.ts';

export interface RunOptions {
  workflow: string;
  /** `name=value` each. */
  input: readonly string[];
  inputFile: string | undefined;
  version: string | undefined;
  simulated: boolean;
  wait: boolean;
  follow: boolean;
}

/** 0 succeeded, 1 failed or stopped, 2 waits for a person. */
export type RunExit = 0 | 1 | 2;

/** Starts the published workflow. Progress goes to stderr, so that stdout is the output and nothing else. */
export async function run(api: Api, options: RunOptions): Promise<RunExit> {
  const started = await api.post(`/workflows/${encodeURIComponent(options.workflow)}/runs`, {
    input: await readInput(options),
    ...(options.version === undefined ? {} : { version: Number(options.version) }),
    ...(options.simulated ? { simulated: true } : {}),
  });
  const id = String(started['id']);
  if (!options.wait && !options.follow) {
    console.log(`${id} ${started['url']}`);
    return 0;
  }
  console.error(`Run ${id}: ${started['url']}`);
  const asked = await watch(api, id, options.follow);
  const end = await api.get(`/runs/${id}`);
  if (asked) return tellWhoIsNeeded(end);
  if (end['status'] === 'succeeded') {
    console.log(JSON.stringify(end['output'], null, 2));
    return 0;
  }
  const error = isJsonObject(end['error'] ?? null) ? (end['error'] as JsonObject) : {};
  console.error(`The run ${end['status']}: ${error['message'] ?? 'it has no output.'}`);
  return 1;
}

/** Until the run ends, or until nothing goes on without a person: then true. */
async function watch(api: Api, id: string, follow: boolean): Promise<boolean> {
  const asked = new Set<string>();
  for await (const event of api.events(id)) {
    if (follow) console.error(lineOf(event));
    const [type, key] = [String(event['type']), String(event['key'])];
    if (type === 'node.waiting' && event['reason'] !== 'timer') asked.add(key);
    // A vote that decides nothing yet says something about the node too, and it waits on.
    else if (type.startsWith('node.')) asked.delete(key);
    if (type === 'run.waiting' && asked.size > 0) return true;
  }
  return false;
}

function tellWhoIsNeeded(run: JsonObject): RunExit {
  const approvals = (run['pendingApprovals'] ?? []) as JsonObject[];
  for (const { id, title } of approvals) {
    console.error(`Waits for a person: ${title}. npm run fermata -- approve ${id}`);
  }
  if (!run['pendingApprovals']) console.error('Waits for a person; this key may not see for what (gate:view).');
  else if (approvals.length === 0) console.error('Waits for a person to say what happened: look at the run.');
  return 2;
}

/** `09:30:00 node.succeeded draft`, with what matters of the rest. */
function lineOf(event: JsonObject): string {
  const { at, type, key, attempt, error, port, reason, message, decision, by } = event;
  const rest = [
    key,
    typeof attempt === 'number' && attempt > 1 ? `attempt ${attempt}` : null,
    port === 'out' ? null : port,
    reason,
    decision,
    Array.isArray(by) ? `by ${by.map((person) => (isJsonObject(person) ? person['name'] : '')).join(', ')}` : null,
    isJsonObject(error ?? null) ? (error as JsonObject)['message'] : null,
    typeof message === 'string' ? message.split('\n')[0] : null,
  ];
  return [String(at).slice(11, 19), type, ...rest.filter(Boolean)].join(' ');
}

async function readInput({ input, inputFile }: RunOptions): Promise<JsonObject> {
  const values: JsonObject = inputFile === undefined ? {} : await readJsonFile(inputFile);
  for (const pair of input) {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || text === undefined) throw new CliError(`"${pair}" is not an input: write name=value.`);
    values[name] = jsonOrText(text);
  }
  return values;
}

async function readJsonFile(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`There is no file ${file} that can be read.`);
  });
  const value = jsonOrText(text);
  if (isJsonObject(value)) return value;
  throw new CliError(`${file} must hold a JSON object: the input by name.`);
}

/** `5` is a number and `[1]` a list; what is not JSON is text. */
export function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
