import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inviteMember } from '#server/account/invites.ts';
import { ensureOwnerFromEnv } from '#server/account/ensure-owner.ts';
import { resetPassword } from '#server/account/reset-password.ts';
import { resolveActor } from '#server/account/resolve-actor.ts';
import { setupOwner } from '#server/account/setup-owner.ts';
import { overtake } from '#server/testing/overtake.ts';
import { createTestApp, ORIGIN, PASSWORD, type TestApp } from '#server/testing/test-app.ts';
import { handleTrpc } from '#server/trpc/handler.ts';
import { getInvite, getSetup, postInvite, postSetup, postSignIn, postSignOut } from './account-routes.ts';
import { PEER_HEADER } from './client-address.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());
beforeEach(() => app.deps.prisma.loginAttempt.deleteMany());

const OWNER = { name: 'Olga', email: 'olga@example.com', password: PASSWORD };

function post(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
const emailOf = async (cookie: string) => (await resolveActor(app.deps, new Headers({ cookie }))).actor?.user.email;
const signIn = (body: unknown, headers?: Record<string, string>) =>
  postSignIn(post('/api/auth/sign-in/email', body, headers), app);

test('S-27: setup makes the owner, signs them in, and is closed afterwards', async () => {
  const needed = async () => (await getSetup(new Request(`${ORIGIN}/api/setup`), app)).json();
  expect(await needed()).toEqual({ needed: true });
  const created = await postSetup(post('/api/setup', OWNER), app);
  expect(created.status).toBe(201);
  expect(await emailOf(cookieOf(created))).toBe(OWNER.email);
  expect(created.headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Lax/i);
  expect(await needed()).toEqual({ needed: false });
  expect((await postSetup(post('/api/setup', OWNER), app)).status).toBe(409);
});

describe('with an owner', () => {
  beforeAll(async () => {
    await setupOwner(app.deps, OWNER).catch(() => undefined);
  });

  test('a session begins with the right password and ends with signing out', async () => {
    const response = await signIn({ email: 'OLGA@example.com', password: PASSWORD });
    expect(response.status).toBe(200);
    const cookie = cookieOf(response);
    expect(await emailOf(cookie)).toBe(OWNER.email);
    expect((await postSignOut(post('/api/auth/sign-out', {}, { cookie }), app)).status).toBe(200);
    expect(await emailOf(cookie)).toBeUndefined();
  });

  test('signing in again ends the session that the request came with', async () => {
    const first = cookieOf(await signIn({ email: OWNER.email, password: PASSWORD }));
    const second = cookieOf(await signIn({ email: OWNER.email, password: PASSWORD }, { cookie: first }));
    expect(await emailOf(first)).toBeUndefined();
    expect(await emailOf(second)).toBe(OWNER.email);
  });

  test('a wrong password and an unknown person get the same answer', async () => {
    const answers = await Promise.all([
      signIn({ email: OWNER.email, password: 'wrong' }),
      signIn({ email: 'nobody@example.com', password: 'wrong' }),
    ]);
    const bodies = await Promise.all(answers.map(async (answer) => (await answer.json()).error));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401]);
    expect(bodies[0].message).toBe(bodies[1].message);
  });

  test('S-26: an account is locked after ten failures, also for the right password', async () => {
    const tries = Array.from({ length: 15 }, () => signIn({ email: OWNER.email, password: 'wrong' }));
    const statuses = (await Promise.all(tries)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(5).fill(429)]);
    const refused = await signIn({ email: OWNER.email, password: PASSWORD });
    expect(refused.status).toBe(429);
    const waitSeconds = Number(refused.headers.get('retry-after'));
    expect(waitSeconds).toBeGreaterThan(14 * 60);
    expect(waitSeconds).toBeLessThanOrEqual(15 * 60);
    expect((await refused.json()).error.message).toBe('Too many attempts. Try again in 15 minutes.');
    await app.deps.pool.query(`UPDATE login_attempt SET window_start = now() - interval '16 minutes'`);
    expect((await signIn({ email: OWNER.email, password: PASSWORD })).status).toBe(200);
  });

  test('S-26: an IPv4 address is locked for every account, and its neighbour is not', async () => {
    const from = (address: string, n: number) =>
      signIn({ email: `someone${n}@example.com`, password: 'wrong' }, { [PEER_HEADER]: address });
    await Promise.all(Array.from({ length: 10 }, (_, n) => from('203.0.113.7', n)));
    expect((await from('203.0.113.7', 99)).status).toBe(429);
    expect((await from('203.0.113.8', 99)).status).toBe(401);
  });

  test('an unknown person is refused as slowly as a known one', async () => {
    const fastest = { known: Infinity, unknown: Infinity };
    for (let round = 0; round < 3; round++) {
      for (const [who, email] of [
        ['known', OWNER.email],
        ['unknown', 'nobody@example.com'],
      ] as const) {
        const startedAt = performance.now();
        await signIn({ email, password: 'wrong' });
        fastest[who] = Math.min(fastest[who], performance.now() - startedAt);
      }
    }
    // The hash is most of it: left out, the answer would come in a tenth of the time.
    expect(fastest.unknown).toBeGreaterThan(fastest.known / 3);
  });

  test('S-26: addresses of one IPv6 /64 count as one, another network does not', async () => {
    const from = (n: number, prefix = '2001:db8:1:2') =>
      signIn(
        { email: `someone${n}@example.com`, password: 'wrong' },
        { [PEER_HEADER]: `${prefix}::${(n + 1).toString(16)}` },
      );
    const first = await Promise.all(Array.from({ length: 10 }, (_, n) => from(n)));
    expect(first.map((answer) => answer.status)).toEqual(Array<number>(10).fill(401));
    expect((await from(999)).status).toBe(429);
    expect((await from(999, '2001:db8:1:3')).status).toBe(401);
  });

  test('changing the password ends every other session and keeps this one', async () => {
    const here = cookieOf(await signIn({ email: OWNER.email, password: PASSWORD }));
    const elsewhere = cookieOf(await signIn({ email: OWNER.email, password: PASSWORD }));
    const change = (body: unknown) => handleTrpc(post('/api/trpc/account.changePassword', body, { cookie: here }), app);
    const wrong = await change({ current: 'wrong', next: 'another horse' });
    expect((await wrong.json()).error.data.error).toMatchObject({
      code: 'VALIDATION',
      details: [{ path: ['current'] }],
    });
    const changed = await change({ current: PASSWORD, next: 'another horse' });
    expect(changed.status).toBe(200);
    expect(await emailOf(cookieOf(changed))).toBe(OWNER.email);
    expect(await emailOf(elsewhere)).toBeUndefined();
    await resetPassword(app.deps, { email: OWNER.email, password: PASSWORD });
    expect(await emailOf(cookieOf(changed))).toBeUndefined();
    expect((await signIn({ email: OWNER.email, password: PASSWORD })).status).toBe(200);
  });

  test('an API key of the environment works for the owner', async () => {
    const apiKey = 'fmt_key-of-the-environment';
    await ensureOwnerFromEnv({ ...app.deps, env: { ...app.deps.env, apiKey } });
    const { actor } = await resolveActor(app.deps, new Headers({ authorization: `Bearer ${apiKey}` }));
    expect(actor).toMatchObject({ via: 'api-key', user: { email: OWNER.email } });
    await expect(resolveActor(app.deps, new Headers({ authorization: 'Bearer fmt_wrong' }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('invites', () => {
  const invite = async (email: string) => {
    const { url } = await inviteMember(app.deps, app.owner, { email, role: 'editor', approver: true });
    return url.slice(url.lastIndexOf('/') + 1);
  };
  const accept = (token: string, body: unknown = { name: 'Ines', password: PASSWORD }) =>
    postInvite(post(`/api/invite/${token}`, body), token, app);

  test('S-25: a link shows what it offers, lets one person join, and is used up', async () => {
    const token = await invite('ines@example.com');
    const view = await getInvite(new Request(`${ORIGIN}/api/invite/${token}`), token, app);
    expect(await view.json()).toMatchObject({
      email: 'ines@example.com',
      role: 'editor',
      approver: true,
      hasAccount: false,
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404, 404, 404, 404]);
    const joined = answers.find((answer) => answer.status === 201)!;
    const { actor } = await resolveActor(app.deps, new Headers({ cookie: cookieOf(joined) }));
    expect(actor).toMatchObject({ role: 'editor', approver: true, workspaceId: app.owner.workspaceId });
    expect((await accept(token)).status).toBe(404);
  });

  test('S-25: who joins by two links in the same moment has one account, is told so, and the other link stays good', async () => {
    const email = 'twice@example.com';
    const token = await invite(email);
    const answer = await overtake(
      app.deps.pool,
      (client) =>
        client.query(`INSERT INTO app_user (id, name, email, updated_at) VALUES ('twice', 'T', $1, now())`, [email]),
      () => accept(token),
    );
    expect((answer as Response).status).toBe(409);
    expect((await (answer as Response).json()).error).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Enter the password of that account'),
    });
    await resetPassword(app.deps, { email, password: PASSWORD });
    expect((await accept(token)).status).toBe(201);
  });

  test('S-25: no token, an empty one, null and lists match nothing', async () => {
    await invite('waiting@example.com');
    for (const token of ['', 'null', '[]', 'undefined', 'a'.repeat(43)]) {
      expect((await accept(token)).status).toBe(404);
    }
    await expect(acceptWith(null)).resolves.toBe(404);
    await expect(acceptWith(undefined)).resolves.toBe(404);
    await expect(acceptWith([])).resolves.toBe(404);
  });

  /** What no type would let through. */
  async function acceptWith(token: unknown): Promise<number> {
    return (await accept(token as string)).status;
  }

  test('S-25: only the hash of a token is stored', async () => {
    const token = await invite('hashed@example.com');
    const stored = JSON.stringify(await app.deps.prisma.invite.findMany());
    expect(stored).not.toContain(token);
  });

  test('an old link, a revoked one and one for a known person with another password are refused', async () => {
    const old = await invite('old@example.com');
    await app.deps.prisma.invite.updateMany({ where: { email: 'old@example.com' }, data: { expiresAt: new Date(0) } });
    expect((await accept(old)).status).toBe(404);

    const revoked = await invite('revoked@example.com');
    const row = await app.deps.prisma.invite.findFirstOrThrow({ where: { email: 'revoked@example.com' } });
    await app.as(app.owner).member.revokeInvite({ id: row.id });
    expect((await accept(revoked)).status).toBe(404);

    const member = await app.member('viewer');
    await resetPassword(app.deps, { email: member.user.email, password: 'their own password' });
    await app.as(app.owner).member.remove({ userId: member.user.id });
    const again = await invite(member.user.email);
    expect((await accept(again)).status).toBe(401);
    expect((await accept(again, { name: 'Back', password: 'their own password' })).status).toBe(201);
  });

  test('a change of role ends the sessions of the member, and a removed one is out at once', async () => {
    const token = await invite('moving@example.com');
    const cookie = cookieOf(await accept(token));
    const { actor } = await resolveActor(app.deps, new Headers({ cookie }));
    const userId = actor!.user.id;
    await app.as(app.owner).member.update({ userId, role: 'viewer' });
    expect(await emailOf(cookie)).toBeUndefined();
    const back = cookieOf(await signIn({ email: 'moving@example.com', password: PASSWORD }));
    expect((await resolveActor(app.deps, new Headers({ cookie: back }))).actor?.role).toBe('viewer');
    await app.as(app.owner).member.remove({ userId });
    expect(await emailOf(back)).toBeUndefined();
    expect((await signIn({ email: 'moving@example.com', password: PASSWORD })).status).toBe(401);
  });

  test('S-23: nobody becomes owner, changes their own role, or touches the owner', async () => {
    const admin = await app.member('admin');
    const as = app.as(admin).member;
    await expect(as.update({ userId: admin.user.id, role: 'viewer' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as.update({ userId: app.owner.user.id, role: 'viewer' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as.update({ userId: app.owner.user.id, approver: false })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(as.remove({ userId: app.owner.user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as.update({ userId: admin.user.id, role: 'owner' as 'admin' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
