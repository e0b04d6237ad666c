import { createInterface } from 'node:readline/promises';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import { type Api, CliError } from './api.ts';
import { jsonOrText } from './run.ts';

export interface ApproveOptions {
  approval: string | undefined;
  run: string | undefined;
  reject: boolean;
  comment: string | undefined;
  /** `field=value` each. */
  set: readonly string[];
  yes: boolean;
}

/** Shows exactly what is decided about, asks, and votes. What changed since it was shown is refused by its hash. */
export async function approve(api: Api, options: ApproveOptions): Promise<0 | 1> {
  const approval = await findApproval(api, options);
  const shown = (approval['values'] ?? approval['editable'] ?? {}) as JsonObject;
  const values = edits(options.set, shown);
  show(approval, shown, values);
  const verb = options.reject ? 'Reject' : 'Approve';
  if (!options.yes && !(await confirm(`${verb} this? [y/N] `))) {
    console.error('Nothing was decided.');
    return 1;
  }
  const answer = await api.post(`/approvals/${approval['id']}/decision`, {
    decision: options.reject ? 'rejected' : 'approved',
    payloadHash: approval['payloadHash'] ?? '',
    ...(options.comment === undefined ? {} : { comment: options.comment }),
    ...(Object.keys(values).length > 0 ? { values } : {}),
  });
  if (answer['status'] === 'pending') console.log(`Your vote counts: ${answer['votes']} of ${answer['needed']}.`);
  else console.log(options.reject ? 'Rejected. The run goes on.' : 'Approved. The run goes on.');
  return 0;
}

async function findApproval(api: Api, { approval, run }: ApproveOptions): Promise<JsonObject> {
  if ((approval === undefined) === (run === undefined)) {
    throw new CliError('Which one? Name an approval, or its run with --run.');
  }
  const pending = await pendingApprovals(api, run);
  if (approval !== undefined) {
    const found = pending.find(({ id }) => id === approval);
    if (found) return found;
    throw new CliError(`No approval ${approval} waits for anybody (any more).`);
  }
  const [only, ...others] = pending;
  if (!only) throw new CliError(`Run ${run} waits for no approval.`);
  if (others.length === 0) return only;
  const list = pending.map(({ id, title }) => `  ${id} ${title}`).join('\n');
  throw new CliError(`Run ${run} waits for several approvals. Name one of them:\n${list}`);
}

async function pendingApprovals(api: Api, run: string | undefined): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let cursor: Json = null; ; ) {
    const query = new URLSearchParams({
      status: 'pending',
      limit: '100',
      ...(run === undefined ? {} : { run }),
      ...(cursor === null ? {} : { cursor: String(cursor) }),
    });
    const page = await api.get(`/approvals?${query}`);
    all.push(...(page['items'] as JsonObject[]));
    cursor = page['nextCursor'] ?? null;
    if (cursor === null) return all;
  }
}

/** A field keeps its kind: text stays text, everything else is JSON. */
function edits(pairs: readonly string[], shown: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const pair of pairs) {
    const [, field, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (field === undefined || text === undefined) throw new CliError(`"${pair}" is not an edit: write field=value.`);
    if (!Object.hasOwn(shown, field)) {
      const known = Object.keys(shown).join(', ') || 'none';
      throw new CliError(`This approval has no field "${field}" to edit. It has: ${known}.`);
    }
    values[field] = typeof shown[field] === 'string' ? text : jsonOrText(text);
  }
  return values;
}

function show(approval: JsonObject, shown: JsonObject, values: JsonObject): void {
  const { title, message, workflow, runId, key, required, votes, dueAt, simulated } = approval;
  const name = isJsonObject(workflow ?? null) ? (workflow as JsonObject)['title'] : '';
  console.log(`${title}\n${name}, run ${runId}, ${key}${simulated === true ? ', simulated' : ''}`);
  if (Number(required) > 1) console.log(`${votes} of ${required} approvals so far`);
  if (dueAt) console.log(`Until ${dueAt}`);
  console.log(`\n${message}\n`);
  for (const [field, value] of Object.entries(shown)) {
    const edited = Object.hasOwn(values, field);
    console.log(
      edited ? `  ${field}: ${asText(value)} -> ${asText(values[field] ?? null)}` : `  ${field}: ${asText(value)}`,
    );
  }
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CliError('Nobody can be asked here: add --yes to decide without a question.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question).finally(() => terminal.close());
  return /^y(es)?$/i.test(answer.trim());
}
