import { postSignIn } from '#server/http/account-routes.ts';

export const POST = (request: Request): Promise<Response> => postSignIn(request);
