import { z } from 'zod';
import { acceptInviteInput, setupInput, signInInput } from '#server/account/account.schema.ts';
import { ensureOwnerFromEnv } from '#server/account/ensure-owner.ts';
import { acceptInvite, viewInvite } from '#server/account/invites.ts';
import { type Caller, openSession, signIn, signOut } from '#server/account/sessions.ts';
import { isSetupNeeded, setupOwner } from '#server/account/setup-owner.ts';
import { clearLoginAttempt, countLoginAttempt, loginKeys } from '#server/account/login-limit.ts';
import type { Deps } from '#server/deps.ts';
import { readJson } from './body.ts';
import { clientAddress } from './client-address.ts';
import { json, respond, type RespondOptions } from './respond.ts';

/** `GET /api/setup` */
export function getSetup(request: Request, options?: RespondOptions): Promise<Response> {
  return respond(request, async ({ deps }) => json({ needed: await isSetupNeeded(deps) }), options);
}

/** `POST /api/setup`: makes the owner and signs them in. */
export function postSetup(request: Request, options?: RespondOptions): Promise<Response> {
  return respond(
    request,
    async ({ deps }) => {
      const input = setupInput.parse(await readJson(request));
      await setupOwner(deps, input);
      // A key of the environment may have been waiting for its owner.
      await ensureOwnerFromEnv(deps);
      return json({ ok: true }, { status: 201, cookies: await openSession(deps, input, callerOf(request, deps)) });
    },
    options,
  );
}

/** `POST /api/auth/sign-in/email` */
export function postSignIn(request: Request, options?: RespondOptions): Promise<Response> {
  return respond(
    request,
    async ({ deps }) => {
      const input = signInInput.parse(await readJson(request));
      return json({ ok: true }, { cookies: await signIn(deps, input, callerOf(request, deps)) });
    },
    options,
  );
}

/** `POST /api/auth/sign-out` */
export function postSignOut(request: Request, options?: RespondOptions): Promise<Response> {
  return respond(
    request,
    async ({ deps }) => {
      z.strictObject({}).parse(await readJson(request));
      return json({ ok: true }, { cookies: await signOut(deps, request.headers) });
    },
    options,
  );
}

/** `GET /api/invite/{token}`: what the link offers. */
export function getInvite(request: Request, token: string, options?: RespondOptions): Promise<Response> {
  return respond(request, async ({ deps }) => json(await viewInvite(deps, token)), options);
}

/** `POST /api/invite/{token}`: joins and signs in. An existing password is checked here, so the limit counts here too. */
export function postInvite(request: Request, token: string, options?: RespondOptions): Promise<Response> {
  return respond(
    request,
    async ({ deps }) => {
      const input = acceptInviteInput.parse(await readJson(request));
      const { email } = await viewInvite(deps, token);
      const from = callerOf(request, deps);
      const keys = loginKeys(email, from.address);
      await countLoginAttempt(deps.pool, [keys.account, keys.network]);
      await acceptInvite(deps, token, input);
      await clearLoginAttempt(deps.pool, keys);
      const cookies = await openSession(deps, { email, password: input.password }, from);
      return json({ ok: true }, { status: 201, cookies });
    },
    options,
  );
}

function callerOf(request: Request, deps: Deps): Caller {
  return { address: clientAddress(request.headers, deps.env), headers: request.headers };
}
