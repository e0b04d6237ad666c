import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { journal, parkAtGate, publishGate } from '#server/testing/parked-gate.ts';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';
import { errorOf, sendingAsOwner } from './testing/send-rest.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const send = sendingAsOwner(() => app);

describe('workflows', () => {
  test('a document goes in and comes out the same, as JSON and as YAML', async () => {
    const document = gateDocument('round_trip');
    const created = await send('PUT', '/workflows/round_trip', { body: document });
    expect(await created.json()).toEqual({ name: 'round_trip', revision: 1, version: null, problems: [] });
    expect(await (await send('GET', '/workflows/round_trip')).text()).toBe(JSON.stringify(document));

    const yaml = await send('GET', '/workflows/round_trip', { headers: { accept: 'application/yaml' } });
    expect(yaml.headers.get('content-type')).toContain('application/yaml');
    const text = await yaml.text();
    expect(parseYaml(text).metadata.name).toBe('round_trip');
    const back = await send('PUT', '/workflows/round_trip', { text, headers: { 'content-type': 'application/yaml' } });
    expect(await back.json()).toMatchObject({ revision: 2 });
    expect(await (await send('GET', '/workflows/round_trip')).json()).toEqual(document);
  });

  test('a stale write is refused with 409, and nothing is changed', async () => {
    await send('PUT', '/workflows/guarded', { body: gateDocument('guarded') });
    const write = (revision: string) =>
      send('PUT', '/workflows/guarded', {
        body: gateDocument('guarded', { required: 1 }),
        headers: { 'if-match': revision },
      });
    const etag = (await send('GET', '/workflows/guarded')).headers.get('etag');
    expect(etag).toBe('"1"');
    expect((await write('"1"')).status).toBe(200);
    const stale = await write('1');
    expect(stale.status).toBe(409);
    expect(await errorOf(stale)).toMatchObject({ code: 'CONFLICT', details: { revision: 2 } });
    expect((await write('latest')).status).toBe(400);
  });

  test('publishing with errors is 422 with the problems, and the draft is kept', async () => {
    const broken = gateDocument('broken');
    broken.spec.edges.push({ from: 'done', to: 'gate' });
    const answer = await send('PUT', '/workflows/broken?publish=true', { body: broken });
    expect(answer.status).toBe(422);
    const { code, details } = await errorOf(answer);
    expect(code).toBe('INVALID_WORKFLOW');
    expect(details.length).toBeGreaterThan(0);
    expect(await (await send('GET', '/workflows/broken')).json()).toEqual(broken);
    const fixed = await send('PUT', '/workflows/broken?publish=true', { body: gateDocument('broken') });
    expect(await fixed.json()).toMatchObject({ revision: 2, version: 1 });
  });

  test('what is wrong with a document is named with its place', async () => {
    const malformed = await send('PUT', '/workflows/x', {
      text: 'a: [1,\nb: }',
      headers: { 'content-type': 'application/yaml' },
    });
    expect(malformed.status).toBe(400);
    expect(await errorOf(malformed)).toMatchObject({ code: 'MALFORMED', details: { line: expect.any(Number) } });
    const renamed = await send('PUT', '/workflows/x', { body: gateDocument('y') });
    expect(renamed.status).toBe(400);
    const unknown = await send('PUT', '/workflows/x', { body: { ...gateDocument('x'), sepc: {} } });
    expect((await errorOf(unknown)).details[0].path).toEqual(['sepc']);
    expect((await send('PUT', '/workflows/x', { text: 'a', headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
    expect((await send('GET', '/workflows/x')).status).toBe(404);
  });
});

describe('runs', () => {
  test('a run is started once per key, and the same key with another body is 409', async () => {
    const workflow = await publishGate(app);
    const start = (amount: number) =>
      send('POST', `/workflows/${workflow}/runs`, {
        body: { input: { amount } },
        headers: { 'idempotency-key': 'order-7' },
      });
    const first = await start(1);
    expect(first.status).toBe(201);
    const { id, status, url } = await first.json();
    expect({ status, url }).toEqual({ status: 'queued', url: `${app.deps.env.publicUrl}/runs/${id}` });
    expect((await (await start(1)).json()).id).toBe(id);
    const misuse = await start(2);
    expect(misuse.status).toBe(409);
    expect((await errorOf(misuse)).code).toBe('IDEMPOTENCY_MISMATCH');
  });

  test('a repeated start tells the run again to a key that may only start, and a run is seen without its gates', async () => {
    const workflow = await publishGate(app);
    const [starter, viewer] = await Promise.all(
      ['run:start', 'run:view'].map((scope) => app.keyOf(app.owner, [scope])),
    );
    const start = async () => {
      const headers = { authorization: starter!, 'idempotency-key': 'order-8' };
      const answer = await send('POST', `/workflows/${workflow}/runs`, { body: {}, headers });
      return { code: answer.status, ...(await answer.json()) };
    };
    const first = await start();
    expect(first).toMatchObject({ code: 201, id: expect.any(String), status: 'queued' });
    expect(await start()).toEqual(first);
    await journal(app, app.owner, first.id, [{ type: 'run.started' }, { type: 'run.cancelled', by: null, reason: '' }]);
    expect(await start()).toEqual({ ...first, status: 'cancelled' });

    const { runId } = await parkAtGate(app);
    const seen = await send('GET', `/runs/${runId}`, { headers: { authorization: viewer! } });
    expect(seen.status).toBe(200);
    expect(Object.keys(await seen.json())).not.toContain('pendingApprovals');
  });

  test('S-05: a caller cannot bring a definition of their own', async () => {
    const workflow = await publishGate(app);
    for (const body of [
      { definition: {} },
      { nodes: [] },
      { document: gateDocument(workflow) },
      { input: {}, workspaceId: 'x' },
    ]) {
      const answer = await send('POST', `/workflows/${workflow}/runs`, { body });
      expect(answer.status).toBe(400);
      expect((await errorOf(answer)).details).toMatchObject([{ message: 'Unknown key.' }]);
    }
  });

  test('every input that does not fit is named, and an unpublished workflow is 409', async () => {
    const workflow = await publishGate(app);
    const wrong = await send('POST', `/workflows/${workflow}/runs`, { body: { input: { amount: 'much' } } });
    expect(wrong.status).toBe(400);
    expect((await errorOf(wrong)).details).toMatchObject([{ path: ['amount'] }]);
    await send('PUT', '/workflows/unpublished', { body: gateDocument('unpublished') });
    const early = await send('POST', '/workflows/unpublished/runs', { body: {} });
    expect([early.status, (await errorOf(early)).code]).toEqual([409, 'NOT_PUBLISHED']);
  });

  test('`wait` answers when the run has ended, with its result', async () => {
    const workflow = await publishGate(app);
    const answer = send('POST', `/workflows/${workflow}/runs?wait=20s`, { body: { input: {} } });
    await expect.poll(() => app.deps.prisma.run.count({ where: { workflow: { name: workflow } } })).toBe(1);
    const { id } = await app.deps.prisma.run.findFirstOrThrow({ where: { workflow: { name: workflow } } });
    await journal(app, app.owner, id, [{ type: 'run.started' }, { type: 'run.cancelled', by: null, reason: '' }]);
    expect(await (await answer).json()).toMatchObject({ id, status: 'cancelled', error: { code: 'CANCELLED' } });
    expect((await send('POST', `/workflows/${workflow}/runs?wait=soon`, { body: {} })).status).toBe(400);
  });

  test('one run tells its nodes and what waits for a person', async () => {
    const { runId, approvalId, payloadHash } = await parkAtGate(app);
    const { nodes, ...run } = await (await send('GET', `/runs/${runId}`)).json();
    // They may have appeared in the same millisecond.
    expect(nodes).toHaveLength(2);
    expect(nodes).toContainEqual(
      expect.objectContaining({ id: 'start', key: 'start', status: 'succeeded', output: {} }),
    );
    expect(nodes).toContainEqual(expect.objectContaining({ id: 'gate', key: 'gate', status: 'waiting' }));
    expect(run).toMatchObject({
      id: runId,
      status: 'waiting',
      pendingApprovals: [{ id: approvalId, key: 'gate', payloadHash }],
    });
    const list = await (await send('GET', '/runs?status=waiting&limit=1')).json();
    expect(list.items[0]).toMatchObject({ id: runId, waitingFor: 'Approve it' });
  });

  test('events come page by page, and as a stream that ends with the run and resumes where it was', async () => {
    const { runId } = await parkAtGate(app);
    const seen: number[] = [];
    let after = 0;
    for (;;) {
      const page = await (await send('GET', `/runs/${runId}/events?after=${after}&limit=2`)).json();
      seen.push(...page.items.map((event: { seq: number }) => event.seq));
      if (page.nextCursor === null) break;
      after = page.nextCursor;
    }
    expect(seen).toEqual(seen.map((_, index) => index + 1));
    const stream = await send('GET', `/runs/${runId}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': '3' },
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await journal(app, app.owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
    const text = await stream.text();
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids[0]).toBe(4);
    expect(text).toContain('event: run.cancelled');
    expect(ids).toEqual(ids.map((_, index) => 4 + index));
  });

  test('cancelling twice is fine', async () => {
    const { runId } = await parkAtGate(app);
    expect((await send('POST', `/runs/${runId}/cancel`, { body: {} })).status).toBe(200);
    expect((await send('POST', `/runs/${runId}/cancel`, { body: {} })).status).toBe(200);
    expect(await app.deps.prisma.runSignal.count({ where: { runId, key: 'cancel' } })).toBe(1);
  });
});

describe('approvals', () => {
  test('what waits is listed with what to decide about, and a second decision is told who and when', async () => {
    const { runId, approvalId, payloadHash } = await parkAtGate(app);
    const { items } = await (await send('GET', `/approvals?status=pending&run=${runId}`)).json();
    expect(items).toMatchObject([
      { id: approvalId, key: 'gate', message: 'May this go out?', editable: { amount: 5 }, payloadHash },
    ]);
    const decide = () =>
      send('POST', `/approvals/${approvalId}/decision`, { body: { decision: 'rejected', payloadHash } });
    expect(await (await decide()).json()).toEqual({ status: 'decided', votes: 0, needed: 1 });
    const second = await decide();
    expect(second.status).toBe(409);
    expect((await errorOf(second)).details).toMatchObject({ by: app.owner.user.name, decision: 'rejected' });
  });

  test('S-18: looking never decides', async () => {
    const { runId, approvalId } = await parkAtGate(app);
    for (const method of ['GET', 'HEAD', 'GET', 'GET']) {
      expect((await send(method, `/approvals/${approvalId}/decision`)).status).toBe(404);
      await send(method, `/approvals?run=${runId}`);
    }
    const approval = await app.deps.prisma.approval.findUniqueOrThrow({ where: { id: approvalId } });
    expect(approval.status).toBe('pending');
  });
});
