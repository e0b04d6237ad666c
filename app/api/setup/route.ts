import { getSetup, postSetup } from '#server/http/account-routes.ts';

export const GET = (request: Request): Promise<Response> => getSetup(request);
export const POST = (request: Request): Promise<Response> => postSetup(request);
