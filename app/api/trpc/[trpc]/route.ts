import { handleTrpc } from '#server/trpc/handler.ts';

export const GET = (request: Request): Promise<Response> => handleTrpc(request);
export const POST = GET;
