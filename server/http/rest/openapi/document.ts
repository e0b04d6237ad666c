import type { z } from 'zod';
import { ERROR_STATUS } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import { VERSION } from '#server/version.ts';
import { errorsOf, type RestAnswer, type RestRoute, TAGS } from '../route.ts';
import { errorAnswer } from './error.schema.ts';
import { type WrittenSchemas, writeSchemas } from './json-schema.ts';

let cached: { server: string; document: JsonObject } | null = null;

/**
 * The OpenAPI 3.1 document of these routes.
 * @param server the public address of `/api/v1`.
 */
export function openApiDocument(routes: readonly RestRoute[], server: string): JsonObject {
  // Neither changes while a process lives.
  if (cached?.server !== server) cached = { server, document: build(routes, server) };
  return cached.document;
}

interface Written {
  request: WrittenSchemas;
  answer: WrittenSchemas;
}

function build(routes: readonly RestRoute[], server: string): JsonObject {
  const written: Written = {
    request: writeSchemas(
      'input',
      routes.flatMap(({ params, query, headers, body }) => [params, query, headers, ...(body ? [body.schema] : [])]),
    ),
    answer: writeSchemas('output', [errorAnswer, ...routes.map((route) => route.answer.schema)]),
  };
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, written) };
  }
  const schemas = { ...written.answer.components, ...written.request.components };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fermata',
      version: VERSION,
      description:
        'Workflows, their runs and the decisions they wait for. An error is `{error: {code, message, details?, ' +
        'requestId}}`: match on the code. A list is `{items, nextCursor}`: go on with `cursor`, until it is null.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server }],
    tags: TAGS.map((name) => ({ name })),
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas: onlyUsed(schemas, paths),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key (fmt_…), made in the settings.' },
      },
    },
  };
}

function operation(route: RestRoute, written: Written): JsonObject {
  const { body } = route;
  const scopes = `Scopes a key needs: ${route.scopes.map((scope) => `\`${scope}\``).join(', ')}.`;
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, scopes].filter(Boolean).join('\n\n'),
    security: [{ apiKey: [...route.scopes] }],
    parameters: [
      ...parameters('path', route.params, written.request),
      ...parameters('query', route.query, written.request),
      ...parameters('header', route.headers, written.request),
    ],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              body.mediaTypes.map((mediaType) => [mediaType, content(written.request.of(body.schema), body.example)]),
            ),
          },
        }
      : {}),
    responses: {
      [route.answer.status ?? 200]: success(route.answer, written.answer),
      ...failures(route, written.answer),
    },
  };
}

function parameters(place: 'path' | 'query' | 'header', fields: z.ZodObject, written: WrittenSchemas): JsonObject[] {
  const { properties = {}, required = [] } = written.of(fields) as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function success(answer: RestAnswer<z.ZodType>, written: WrittenSchemas): JsonObject {
  const instead = Object.entries(answer.instead ?? {}).map(([mediaType, { description, example }]) => [
    mediaType,
    content({ type: 'string', description }, example),
  ]);
  const headers = Object.entries(answer.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    description: answer.description,
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers) as JsonObject } : {}),
    content: {
      'application/json': content(written.of(answer.schema), answer.example),
      ...(Object.fromEntries(instead) as JsonObject),
    },
  };
}

/** One answer per status, with the codes that it can carry here. */
function failures(route: RestRoute, written: WrittenSchemas): JsonObject {
  const codes = Map.groupBy(errorsOf(route).toSorted(), (code) => ERROR_STATUS[code]);
  return Object.fromEntries(
    [...codes].map(([status, list]) => [
      String(status),
      {
        description: list.join(', '),
        content: {
          'application/json': content({
            allOf: [
              written.of(errorAnswer),
              { type: 'object', properties: { error: { type: 'object', properties: { code: { enum: list } } } } },
            ],
          }),
        },
      },
    ]),
  );
}

function content(schema: JsonObject, example?: unknown): JsonObject {
  return { schema, ...(example === undefined ? {} : { example: example as JsonObject }) };
}

/** The components that something refers to, those they refer to included. */
function onlyUsed(schemas: Record<string, JsonObject>, paths: JsonObject): JsonObject {
  const used = new Set<string>();
  const follow = (part: JsonObject): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name];
      if (!schema || used.has(name)) continue;
      used.add(name);
      follow(schema);
    }
  };
  follow(paths);
  return Object.fromEntries([...used].toSorted().map((name) => [name, schemas[name] ?? {}]));
}
