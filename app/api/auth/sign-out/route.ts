import { postSignOut } from '#server/http/account-routes.ts';

export const POST = (request: Request): Promise<Response> => postSignOut(request);
