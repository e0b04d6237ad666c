import { FermataError } from '#core/errors.ts';
import { requireSignedIn, resolveActor } from '#server/account/resolve-actor.ts';
import { notingDenials } from '#server/audit/record-denial.ts';
import { json, respond, type RespondOptions } from '../respond.ts';
import { approvalRoutes } from './approvals.ts';
import { openApiDocument } from './openapi/document.ts';
import { matchPath, type RestRoute } from './route.ts';
import { runRoutes } from './runs.ts';
import { workflowRoutes } from './workflows.ts';

const PREFIX = '/api/v1';

export const restRoutes: readonly RestRoute[] = [...workflowRoutes, ...runRoutes, ...approvalRoutes];

/** Every request below `/api/v1`. */
export function handleRest(request: Request, options?: Pick<RespondOptions, 'deps'>): Promise<Response> {
  return respond(
    request,
    async ({ deps }) => {
      const url = new URL(request.url);
      // The one answer without a login: it says how to call, and holds nothing of anybody.
      if (request.method === 'GET' && url.pathname === `${PREFIX}/openapi.json`) {
        return json(openApiDocument(restRoutes, `${deps.env.publicUrl}${PREFIX}`));
      }
      const { route, params } = findRoute(request.method, url.pathname);
      const { actor, cookies } = await resolveActor(deps, request.headers);
      const signedIn = requireSignedIn(actor);
      const call = { deps, actor: signedIn, request, params, query: url.searchParams };
      const path = `${route.method} ${PREFIX}${route.path}`;
      const response = await notingDenials(deps, signedIn, path, () => route.run(call));
      for (const cookie of cookies) response.headers.append('set-cookie', cookie);
      return response;
    },
    options,
  );
}

/** @throws FermataError NOT_FOUND, naming the methods when only the method is wrong. */
function findRoute(method: string, pathname: string): { route: RestRoute; params: Record<string, string> } {
  const segments = pathname.slice(PREFIX.length).split('/').slice(1).map(decode);
  const allowed: string[] = [];
  for (const route of restRoutes) {
    const params = matchPath(route.path, segments);
    if (params && route.method === method) return { route, params };
    if (params) allowed.push(route.method);
  }
  if (allowed.length > 0) throw new FermataError('NOT_FOUND', `${pathname} answers ${allowed.join(' and ')} only.`);
  throw new FermataError('NOT_FOUND', `There is nothing at ${pathname}.`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new FermataError('MALFORMED', 'The path is not encoded properly.', { cause });
  }
}
