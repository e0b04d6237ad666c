import { handleRest } from '#server/http/rest/dispatch.ts';

export const GET = (request: Request): Promise<Response> => handleRest(request);
export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
