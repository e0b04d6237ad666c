import { expect } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import type { TestApp } from '#server/testing/test-app.ts';
import { handleRest, restRoutes } from '../dispatch.ts';
import { openApiDocument } from '../openapi/document.ts';
import { matchPath } from '../route.ts';
import { mismatch } from './check-schema.ts';

/** `GET /runs/{id} 200` of every answer that was checked. */
export const answersSeen = new Set<string>();

/** `handleRest`, with every answer held to the OpenAPI document: its status, media type and shape. */
export async function checkedRest(request: Request, app: Pick<TestApp, 'deps'>): Promise<Response> {
  const response = await handleRest(request, app);
  const { pathname } = new URL(request.url);
  const segments = pathname.slice('/api/v1/'.length).split('/');
  const route = restRoutes.find((each) => each.method === request.method && matchPath(each.path, segments));
  if (!route) {
    expect(response.status, `${request.method} ${pathname} is no route`).toBe(404);
    return response;
  }
  const document = openApiDocument(restRoutes, `${app.deps.env.publicUrl}/api/v1`);
  const name = `${route.method} ${route.path}`;
  const operation = (document['paths'] as Documented)[route.path]?.[route.method.toLowerCase()] as JsonObject;
  const answer = (operation['responses'] as Documented)[String(response.status)];
  expect(answer, `${name} answers ${response.status}, which it does not declare`).toBeDefined();
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  const content = (answer?.['content'] as Documented | undefined)?.[mediaType];
  expect(content, `${name} answers ${response.status} with ${mediaType}, which it does not declare`).toBeDefined();
  answersSeen.add(`${name} ${response.status}`);
  if (mediaType !== 'application/json') return response;
  const value = await response.clone().json();
  expect(mismatch(document, content?.['schema'] as JsonObject, value), `${name} ${JSON.stringify(value)}`).toBeNull();
  return response;
}

type Documented = Record<string, JsonObject | undefined>;
