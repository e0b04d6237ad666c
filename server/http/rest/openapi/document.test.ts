import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '#core/json.ts';
import { restRoutes } from '../dispatch.ts';
import { mismatch, resolve } from '../testing/check-schema.ts';
import { openApiDocument } from './document.ts';

const document = openApiDocument(restRoutes, 'https://fermata.example.org/api/v1');
type Operation = Record<string, Json> & { operationId: string; tags: string[]; parameters: JsonObject[] };
const paths = document['paths'] as unknown as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
);

/** Every object anywhere in the document, with its place. */
function* objects(value: Json, place = '#'): Generator<{ place: string; object: JsonObject }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { place, object: value };
  for (const [name, part] of Object.entries(value)) yield* objects(part, `${place}/${name}`);
}

test('it is an OpenAPI 3.1 document with a title, a version, a server and a way to sign in', () => {
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Fermata', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    servers: [{ url: 'https://fermata.example.org/api/v1' }],
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
  });
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test('every route is in it, and nothing else', () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(
    restRoutes.map(({ method, path }) => `${method} ${path}`).sort(),
  );
});

test('names for generated clients are unique, and tags are declared', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  const tags = (document['tags'] as { name: string }[]).map(({ name }) => name);
  for (const { operation } of operations) expect(tags).toEqual(expect.arrayContaining(operation.tags));
});

test('every reference leads somewhere, and every component is used', () => {
  const refs = [...objects(document)].flatMap(({ object }) =>
    typeof object['$ref'] === 'string' ? [object['$ref']] : [],
  );
  for (const ref of refs) expect(resolve(document, ref), ref).toBeDefined();
  const names = Object.keys((document['components'] as { schemas: JsonObject }).schemas);
  expect(new Set(refs)).toEqual(new Set(names.map((name) => `#/components/schemas/${name}`)));
});

describe.each(operations)('$name', ({ path, operation }) => {
  test('declares each name of its path once, as required', () => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters.filter((parameter) => parameter['in'] === 'path');
    expect(declared.map((parameter) => parameter['name'])).toEqual(names);
    expect(declared.every((parameter) => parameter['required'] === true)).toBe(true);
  });

  test('has a summary, scopes, one success and every refusal with its shape', () => {
    expect(operation['summary']).toMatch(/^[A-Z].{5,80}[^.]$/);
    expect(operation['security']).toEqual([{ apiKey: expect.arrayContaining([expect.stringMatching(/^\w+:\w+$/)]) }]);
    const responses = Object.entries(
      operation['responses'] as Record<string, { description: string; content: JsonObject }>,
    );
    expect(responses.filter(([status]) => status.startsWith('2'))).toHaveLength(1);
    expect(responses.map(([status]) => status)).toEqual(expect.arrayContaining(['400', '401', '403', '500', '503']));
    for (const [status, { description, content }] of responses) {
      expect(description).not.toBe('');
      expect(content['application/json'], status).toMatchObject({ schema: expect.anything() });
    }
  });
});

test('objects of answers say all that they have, and every example fits its schema', () => {
  const contents = [...objects(document)].filter(({ object }) => 'schema' in object && 'example' in object);
  expect(contents.length).toBeGreaterThan(8);
  for (const { place, object } of contents) {
    expect(mismatch(document, object['schema'] as JsonObject, object['example'] ?? null), place).toBeNull();
  }
  const { schemas } = document['components'] as { schemas: Record<string, JsonObject> };
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema['type'] === 'object') expect(schema['additionalProperties'], name).toBe(false);
  }
});
