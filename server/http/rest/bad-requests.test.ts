import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishGate } from '#server/testing/parked-gate.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { MAX_BODY_BYTES } from '../body.ts';
import { errorOf, sendingAsOwner } from './testing/send-rest.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const send = sendingAsOwner(() => app);

describe('bad requests', () => {
  test('unknown paths, methods, ids and queries are clear', async () => {
    expect((await send('GET', '/nothing')).status).toBe(404);
    expect((await errorOf(await send('DELETE', '/runs'))).message).toContain('GET');
    for (const id of ['abc', 'undefined', '00000000-0000-0000-0000-000000000000', '%00', "'; DROP TABLE run; --"]) {
      expect((await send('GET', `/runs/${encodeURIComponent(id)}`)).status).toBe(404);
    }
    expect((await send('GET', '/runs/%E0%A4%A')).status).toBe(400);
    expect((await send('GET', '/runs?colour=red')).status).toBe(400);
    expect((await send('GET', '/runs?limit=1000')).status).toBe(400);
    expect((await send('GET', '/runs?cursor=abc')).status).toBe(400);
  });

  test('D-21: a body has at most 5 MB, whatever it says about its length', async () => {
    const workflow = await publishGate(app);
    const path = `/workflows/${workflow}/runs`;
    const empty = JSON.stringify({ input: { text: '' } }).length;
    const start = (bytes: number, headers = {}) =>
      send('POST', path, { body: { input: { text: 'x'.repeat(bytes - empty) } }, headers });
    expect((await start(MAX_BODY_BYTES - 1)).status).toBe(201);
    const exact = await start(MAX_BODY_BYTES);
    expect(exact.status).toBe(201);
    const run = await (await send('GET', `/runs/${(await exact.json()).id}`)).json();
    expect(run.input.text).toHaveLength(MAX_BODY_BYTES - empty);
    for (const headers of [{}, { 'content-length': '10' }]) {
      const large = await start(MAX_BODY_BYTES + 1, headers);
      expect(large.status).toBe(413);
      expect(await errorOf(large)).toMatchObject({ code: 'TOO_LARGE', message: 'A request has at most 5 MB.' });
    }
    const nothing = await send('POST', path, { text: '' });
    expect([nothing.status, (await errorOf(nothing)).code]).toEqual([400, 'MALFORMED']);
  });

  test('S-04: code where a document or a body belongs is text that cannot be read', async () => {
    const workflow = await publishGate(app);
    for (const text of ['{"a":(()=>1)()}', '{"input": new Function("return 1")}', '(() => ({}))()']) {
      const start = await send('POST', `/workflows/${workflow}/runs`, { text });
      expect(start.status).toBe(400);
      expect(await errorOf(start)).toMatchObject({ code: 'MALFORMED', message: expect.stringContaining('not JSON') });
      expect((await send('PUT', '/workflows/evil', { text })).status).toBe(400);
    }
    const headers = { 'content-type': 'application/yaml' };
    expect((await send('PUT', '/workflows/evil', { text: 'a: !!js/function "() => 1"', headers })).status).toBe(400);
    expect((await send('GET', '/workflows/evil')).status).toBe(404);
  });

  test('S-12: a body cannot pass for an upload, and a path in it is never opened', async () => {
    const workflow = await publishGate(app);
    const path = `/workflows/${workflow}/runs`;
    const files = { f: { filepath: '/etc/passwd', originalFilename: 'x', mimetype: 'text/plain', size: 1 } };
    const posing = await send('POST', path, { body: { files } });
    expect([posing.status, (await errorOf(posing)).details]).toEqual([
      400,
      [{ path: ['files'], message: 'Unknown key.' }],
    ]);
    const form = '--x\r\ncontent-disposition: form-data; name="f"; filename="/etc/passwd"\r\n\r\nx\r\n--x--\r\n';
    const types = ['multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'text/plain', ''];
    for (const type of types) {
      for (const [method, at] of [
        ['POST', path],
        ['PUT', `/workflows/${workflow}`],
      ] as const) {
        expect((await send(method, at, { text: form, headers: { 'content-type': type } })).status).toBe(415);
      }
    }
    expect((await send('POST', path, { text: form })).status).toBe(400);

    const asData = await send('POST', path, { body: { input: { files } } });
    expect(asData.status).toBe(201);
    const { id } = await asData.json();
    const run = await (await send('GET', `/runs/${id}`)).text();
    expect(run).not.toContain('root:');
    expect(JSON.parse(run).input.files).toEqual(files);
  });

  test('S-40: a body cannot reach a prototype, and what is nested too deep is 400', async () => {
    const workflow = await publishGate(app);
    const start = (text: string) => send('POST', `/workflows/${workflow}/runs`, { text });
    expect((await start('{"__proto__": {"polluted": true}, "input": {}}')).status).toBe(400);
    const inside = await start(
      '{"input": {"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}}',
    );
    expect(inside.status).toBe(201);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await start(`{"input": ${'['.repeat(70)}${']'.repeat(70)}}`)).status).toBe(400);
    expect((await start(`{"input": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`)).status).toBe(400);
    expect((await start('{"input": ')).status).toBe(400);
  });
});
