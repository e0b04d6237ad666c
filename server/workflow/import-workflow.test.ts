import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('a name that is taken changes nothing, and names one that is free', async () => {
  const { workflow } = app.as(app.owner);
  const document = gateDocument('refunds');
  expect(await workflow.import({ name: 'refunds', document })).toEqual({ status: 'created', name: 'refunds' });
  const other = { ...document, metadata: { name: 'refunds', title: 'Another' } };
  expect(await workflow.import({ name: 'refunds', document: other })).toEqual({
    status: 'taken',
    title: 'refunds',
    revision: 1,
    free: 'refunds-2',
  });
  expect(await workflow.get({ name: 'refunds' })).toMatchObject({ revision: 1, document });
});

test('S-33: a file with a node type that is not there is refused whole, with its path', async () => {
  const document = gateDocument('from_elsewhere');
  const nodes = [
    ...document.spec.nodes,
    { id: 'x', type: 'mcp_stdio', position: { x: 0, y: 0 }, config: { command: 'npx' } },
  ];
  const imported = app.as(app.owner).workflow.import({
    name: 'from_elsewhere',
    document: { ...document, spec: { ...document.spec, nodes } },
  });
  await expect(imported).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('not supported'),
  });
  await expect(app.as(app.owner).workflow.get({ name: 'from_elsewhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
