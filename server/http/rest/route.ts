import type { Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';

export interface RestCall {
  deps: Deps;
  actor: Actor;
  request: Request;
  /** Decoded parts of the path, by the name in braces. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
}

/** One row of the HTTP API. Routes only translate: what may be done, and how, is in the services. */
export interface RestRoute {
  method: 'GET' | 'PUT' | 'POST';
  /** Below `/api/v1`, such as `/runs/{id}`. */
  path: string;
  handle(call: RestCall): Promise<Response>;
}

/** The parameters of a pattern in a path, or null when it does not match. */
export function matchPath(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name) params[name] = segment;
    else if (part !== segment) return null;
  }
  return params;
}
