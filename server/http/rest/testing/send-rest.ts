import { ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { checkedRest } from './checked-rest.ts';

interface RestOptions {
  body?: unknown;
  /** Instead of JSON. */
  text?: string;
  headers?: Record<string, string>;
}

/** One call below `/api/v1` with a key, its answer held to the OpenAPI document. */
export function sendRest(
  app: TestApp,
  authorization: string,
  method: string,
  path: string,
  { body, text, headers = {} }: RestOptions = {},
): Promise<Response> {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`${ORIGIN}/api/v1${path}`, {
    method,
    headers: {
      authorization,
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  return checkedRest(request, app);
}

/** {@link sendRest} as the owner, with a key that has every scope. */
export function sendingAsOwner(app: () => TestApp) {
  return async (method: string, path: string, request?: RestOptions): Promise<Response> =>
    sendRest(app(), await app().ownerKey(), method, path, request);
}

export const errorOf = async (response: Response) => (await response.json()).error;
