import { expect } from 'vitest';
import type { Command, Content } from './api-commands.ts';

/**
 * The HTTP API as a few lists in memory, and commands that are given to both: what one answers the other must answer.
 * Every rule here is written down a second time, in the simplest words there are.
 */

export interface Answer {
  status: number;
  body: Body;
  headers: Headers;
}
// What comes back is looked at, not relied upon.
type Body = Record<string, unknown> & { id: string; items: Body[]; error: { details?: Body } };

/** Sends a request with the rights of everybody's owner, or with those of somebody who may only look. */
export type Send = (
  method: string,
  path: string,
  options?: { body?: unknown; headers?: Record<string, string>; mayOnlyLook?: boolean },
) => Promise<Answer>;

export interface ModelWorkflow {
  name: string;
  revision: number;
  draft: Content;
  /** What was published, the first version first. */
  versions: Content[];
  /** Idempotency key → the run that it started, and the version that was asked for. */
  keys: Map<string, { run: ModelRun; version: number | null }>;
}

export interface ModelRun {
  id: string;
  workflow: ModelWorkflow;
  version: number;
  status: 'waiting' | 'succeeded' | 'cancelled';
  decision: 'approved' | 'rejected' | null;
  gate: { id: string; payloadHash: string } | null;
  redriveOf: ModelRun | null;
  /** The run that it goes back to in the end; itself when it goes back to none. */
  first: ModelRun | null;
}

export interface ApiModel {
  workflows: Map<string, ModelWorkflow>;
  runs: ModelRun[];
}

const ENDED = ['succeeded', 'failed', 'cancelled'];

/** One program's use of the API, and what the model says to it. */
export class ApiSession {
  readonly model: ApiModel = { workflows: new Map(), runs: [] };
  readonly #send: Send;
  readonly #names: string[];

  /** @param prefix of the names of its workflows; nobody else has it. */
  constructor(send: Send, prefix: string) {
    this.#send = send;
    this.#names = ['a', 'b'].map((letter) => `${prefix}_${letter}`);
  }

  async run(command: Command): Promise<void> {
    switch (command.kind) {
      case 'look':
        return this.#look();
      case 'put':
        return this.#put(command);
      case 'start':
        return this.#start(command);
      case 'decide':
        return this.#decide(command);
      case 'cancel':
        return this.#cancel(command);
      case 'redrive':
        return this.#redrive(command);
    }
  }

  /** Everything that can be asked about is as the model has it. */
  async check(): Promise<void> {
    await this.#look();
    for (const run of this.model.runs) await this.#checkRun(run);
  }

  async #look(): Promise<void> {
    for (const name of this.#names) {
      const workflow = this.model.workflows.get(name);
      const answer = await this.#send('GET', `/workflows/${name}`, { mayOnlyLook: true });
      expect(answer.status).toBe(workflow ? 200 : 404);
      if (!workflow) continue;
      expect(answer.headers.get('etag')).toBe(`"${workflow.revision}"`);
      expect(answer.body).toEqual(documentOf(name, workflow.draft));
    }
  }

  async #put({ pick, mayOnlyLook, match, publish, ...content }: Extract<Command, { kind: 'put' }>): Promise<void> {
    const name = this.#name(pick);
    const before = this.model.workflows.get(name);
    const revision = before?.revision ?? 0;
    const headers: Record<string, string> =
      match === 'any' ? {} : { 'if-match': String(match === 'current' ? revision : revision + 7) };
    const path = `/workflows/${name}${publish ? '?publish=true' : ''}`;
    const answer = await this.#send('PUT', path, { body: documentOf(name, content), headers, mayOnlyLook });
    if (mayOnlyLook) return void expect(answer.status).toBe(403);
    if (match !== 'any' && !before) return void expect(answer.status).toBe(404);
    if (match === 'stale') {
      expect(answer).toMatchObject({ status: 409, body: { error: { details: { revision } } } });
      return;
    }
    const workflow: ModelWorkflow = before ?? { name, revision: 0, draft: content, versions: [], keys: new Map() };
    this.model.workflows.set(name, workflow);
    workflow.revision += 1;
    workflow.draft = content;
    if (publish && content.isBroken) {
      expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_WORKFLOW' } } });
      return;
    }
    const last = workflow.versions.at(-1);
    const isSame = last !== undefined && JSON.stringify(last) === JSON.stringify(content);
    if (publish && !isSame) workflow.versions.push(content);
    const version = workflow.versions.length || null;
    expect(answer).toMatchObject({ status: 200, body: { name, revision: workflow.revision, version } });
  }

  async #start({ pick, mayOnlyLook, version, key }: Extract<Command, { kind: 'start' }>): Promise<void> {
    const name = this.#name(pick);
    const workflow = this.model.workflows.get(name);
    const body = version === null ? {} : { version };
    const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
    const answer = await this.#send('POST', `/workflows/${name}/runs`, { body, headers, mayOnlyLook });
    if (mayOnlyLook) return void expect(answer.status).toBe(403);
    if (!workflow) return void expect(answer.status).toBe(404);
    const earlier = key === null ? undefined : workflow.keys.get(key);
    if (earlier && earlier.version !== version) {
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'IDEMPOTENCY_MISMATCH' } } });
      return;
    }
    if (earlier) {
      expect(answer).toMatchObject({ status: 201, body: { id: earlier.run.id, status: earlier.run.status } });
      return;
    }
    const number = version ?? workflow.versions.length;
    if (number === 0) {
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'NOT_PUBLISHED' } } });
      return;
    }
    if (number > workflow.versions.length) return void expect(answer.status).toBe(404);
    expect(answer.status).toBe(201);
    const run = await this.#settle(workflow, answer.body.id, number, null);
    if (key !== null) workflow.keys.set(key, { run, version });
  }

  async #decide({ pick, mayOnlyLook, decision, isStale }: Extract<Command, { kind: 'decide' }>): Promise<void> {
    const run = this.#pick(pick, (candidate) => candidate.gate !== null);
    if (!run?.gate) return;
    const payloadHash = isStale ? 'f'.repeat(64) : run.gate.payloadHash;
    const path = `/approvals/${run.gate.id}/decision`;
    const answer = await this.#send('POST', path, { body: { decision, payloadHash }, mayOnlyLook });
    if (mayOnlyLook) return void expect(answer.status).toBe(403);
    if (run.status !== 'waiting' || isStale) return void expect(answer.status).toBe(409);
    expect(answer.status).toBe(200);
    Object.assign(run, { status: 'succeeded', decision });
    await this.#checkRun(run);
  }

  async #cancel({ pick, mayOnlyLook }: Extract<Command, { kind: 'cancel' }>): Promise<void> {
    const run = this.#pick(pick);
    if (!run) return;
    const answer = await this.#send('POST', `/runs/${run.id}/cancel`, { body: {}, mayOnlyLook });
    expect(answer.status).toBe(mayOnlyLook ? 403 : 200);
    if (!mayOnlyLook && run.status === 'waiting') run.status = 'cancelled';
    await this.#checkRun(run);
  }

  async #redrive({ pick, mayOnlyLook, from }: Extract<Command, { kind: 'redrive' }>): Promise<void> {
    const run = this.#pick(pick);
    if (!run) return;
    const body = from === null ? {} : { from };
    const answer = await this.#send('POST', `/runs/${run.id}/redrive`, { body, mayOnlyLook });
    if (mayOnlyLook) return void expect(answer.status).toBe(403);
    if (run.status === 'waiting') return void expect(answer.status).toBe(409);
    const { isGated } = contentOf(run);
    const known = isGated ? ['start', 'gate', 'done'] : ['start', 'done'];
    const hasNothingToDo = from === null && run.status === 'succeeded';
    if (hasNothingToDo || (from !== null && !known.includes(from))) return void expect(answer.status).toBe(400);
    const family = this.model.runs.filter((other) => (other.first ?? other) === (run.first ?? run));
    if (family.some((other) => other.status === 'waiting')) return void expect(answer.status).toBe(409);
    expect(answer.status).toBe(201);
    // The decision stays when only what comes after it is done again.
    const isDecided = from === 'done' && run.status === 'succeeded';
    await this.#settle(run.workflow, answer.body.id, run.version, {
      of: run,
      decision: isDecided ? run.decision : null,
    });
  }

  /** Mostly the first: more happens where something is. */
  #name(pick: number): string {
    return this.#names[pick % 4 === 3 ? 1 : 0] ?? '';
  }

  #pick(pick: number, fits: (run: ModelRun) => boolean = () => true): ModelRun | undefined {
    const candidates = this.model.runs.filter(fits);
    return candidates[pick % candidates.length];
  }

  /** Adds a run that was started to the model, when it waits or has ended. */
  async #settle(
    workflow: ModelWorkflow,
    id: string,
    version: number,
    redrive: { of: ModelRun; decision: ModelRun['decision'] } | null,
  ): Promise<ModelRun> {
    const first = redrive ? (redrive.of.first ?? redrive.of) : null;
    const decision = redrive?.decision ?? null;
    const run: ModelRun = {
      id,
      workflow,
      version,
      status: 'succeeded',
      decision,
      gate: null,
      redriveOf: redrive?.of ?? null,
      first,
    };
    if (contentOf(run).isGated && decision === null) run.status = 'waiting';
    this.model.runs.push(run);
    await this.#checkRun(run);
    if (run.status !== 'waiting') return run;
    const { items } = (await this.#send('GET', `/approvals?status=pending&run=${id}`)).body;
    expect(items).toHaveLength(1);
    run.gate = { id: items[0]?.id ?? '', payloadHash: String(items[0]?.['payloadHash']) };
    return run;
  }

  async #checkRun(run: ModelRun): Promise<void> {
    const isThere = run.status === 'waiting' ? ['waiting', ...ENDED] : ENDED;
    let body: Body | undefined;
    const ask = async () => {
      body = (await this.#send('GET', `/runs/${run.id}`, { mayOnlyLook: true })).body;
      return body['status'];
    };
    await expect.poll(ask, { interval: 10, timeout: 15_000 }).toBeOneOf(isThere);
    const { value } = contentOf(run);
    expect(body).toMatchObject({
      status: run.status,
      workflow: run.workflow.name,
      version: run.version,
      output: run.status === 'succeeded' ? { value, decision: run.decision ?? 'none' } : null,
    });
  }
}

function contentOf({ workflow, version }: ModelRun): Content {
  const content = workflow.versions[version - 1];
  if (!content) throw new Error('The model has no such version');
  return content;
}

/** A start, a gate if it has one, an end. A broken one has an edge that nothing begins. */
function documentOf(name: string, { value, isGated, isBroken }: Content): object {
  const at = (x: number) => ({ position: { x, y: 0 } });
  const decision = isGated ? '{{ nodes.gate.output.decision }}' : 'none';
  const gate = { id: 'gate', type: 'approval', ...at(1), config: { message: `Version with ${value}?` } };
  return {
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name },
    spec: {
      nodes: [
        { id: 'start', type: 'start', ...at(0), config: {} },
        ...(isGated ? [gate] : []),
        { id: 'done', type: 'end', ...at(2), config: { value: { value, decision } } },
      ],
      edges: [
        ...(isGated ? ['approved', 'rejected', 'expired'].map((port) => ({ from: `gate.${port}`, to: 'done' })) : []),
        { from: 'start', to: isGated ? 'gate' : 'done' },
        ...(isBroken ? [{ from: 'start.nowhere', to: 'done' }] : []),
      ],
    },
  };
}
