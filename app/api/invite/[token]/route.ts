import { getInvite, postInvite } from '#server/http/account-routes.ts';

interface Context {
  params: Promise<{ token: string }>;
}

export const GET = async (request: Request, { params }: Context): Promise<Response> =>
  getInvite(request, (await params).token);
export const POST = async (request: Request, { params }: Context): Promise<Response> =>
  postInvite(request, (await params).token);
