import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import { postSignIn } from '#server/http/account-routes.ts';
import { PEER_HEADER } from '#server/http/client-address.ts';
import { handleRest } from '#server/http/rest/dispatch.ts';
import { sha256 } from '#server/ids.ts';
import { parkAtGate } from '#server/testing/parked-gate.ts';
import { createTestApp, ORIGIN, PASSWORD, type TestApp } from '#server/testing/test-app.ts';
import { handleTrpc } from '#server/trpc/handler.ts';
import { accessOf } from './access.ts';
import { resetPassword } from './reset-password.ts';
import { resolveActor } from './resolve-actor.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());
beforeEach(() => app.deps.prisma.loginAttempt.deleteMany());

/** A member with a password. */
async function person(role: 'viewer' | 'editor' | 'admin', options?: { approver?: boolean }): Promise<Actor> {
  const actor = await app.member(role, options);
  await resetPassword(app.deps, { email: actor.user.email, password: PASSWORD });
  return actor;
}

async function signIn({ user }: Actor, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`${ORIGIN}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', 'user-agent': FIREFOX, ...headers },
    body: JSON.stringify({ email: user.email, password: PASSWORD }),
  });
  return postSignIn(request, app);
}

async function cookieOf(actor: Actor, headers?: Record<string, string>): Promise<string> {
  const response = await signIn(actor, headers);
  expect(response.status).toBe(200);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return cookies.join('; ');
}

const isIn = async (cookie: string) => (await resolveActor(app.deps, new Headers({ cookie }))).actor !== null;

async function mutate(cookie: string, procedure: string, input?: object) {
  const request = new Request(`${ORIGIN}/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', cookie },
    ...(input ? { body: JSON.stringify(input) } : {}),
  });
  return (await handleTrpc(request, app)).json();
}

async function sessionsOf(cookie: string) {
  const request = new Request(`${ORIGIN}/api/trpc/account.sessions`, { headers: { cookie } });
  const answer = await (await handleTrpc(request, app)).json();
  return answer.result.data as { id: string; device: string; address: string | null; current: boolean }[];
}

const runsWith = async (authorization: string) =>
  (await handleRest(new Request(`${ORIGIN}/api/v1/runs`, { headers: { authorization } }), app)).status;

/** The log's entries about something, oldest first. */
async function audited(targetId: string) {
  const rows = await app.deps.prisma.auditEntry.findMany({ where: { targetId }, orderBy: { seq: 'asc' } });
  return rows.map((row) => row.action);
}

describe('deactivating a member', () => {
  test('ends sessions and rests keys at once, and letting them in again brings the keys back', async () => {
    const leaver = await person('editor');
    const cookie = await cookieOf(leaver);
    const authorization = await app.keyOf(leaver, ['run:view']);
    const userId = leaver.user.id;
    await app.as(app.owner).member.deactivate({ userId });
    expect(await isIn(cookie)).toBe(false);
    expect(await runsWith(authorization)).toBe(401);
    const refused = await signIn(leaver);
    expect(refused.status).toBe(401);
    expect((await refused.json()).error.message).toBe('The e-mail address or the password is wrong.');
    expect(await app.deps.prisma.session.count({ where: { userId } })).toBe(0);

    const listed = (await app.as(app.owner).member.list()).find((member) => member.userId === userId);
    expect(listed).toMatchObject({ role: 'editor', deactivatedAt: expect.any(String) });
    await app.as(app.owner).member.reactivate({ userId });
    expect(await isIn(cookie)).toBe(false);
    expect(await isIn(await cookieOf(leaver))).toBe(true);
    expect(await runsWith(authorization)).toBe(200);
    expect(await audited(userId)).toEqual([
      'password.changed',
      'session.opened',
      'member.deactivated',
      'session.refused',
      'member.reactivated',
      'session.opened',
    ]);
  });

  test('a gate that waits for them says how many are left, and open lists look again', async () => {
    const approver = await person('viewer', { approver: true });
    const ticks = (await app.as(app.owner).approval.watch({}))[Symbol.asyncIterator]();
    const appeared = ticks.next();
    const gate = await parkAtGate(app, { required: 2 });
    await appeared;
    const eligible = async () => (await app.as(app.owner).approval.get({ id: gate.approvalId })).eligible;
    expect((await eligible()).count).toBe(2);
    const changed = ticks.next();
    await app.as(app.owner).member.deactivate({ userId: approver.user.id });
    expect((await changed).value).toEqual({ kind: 'changed' });
    expect((await eligible()).count).toBe(1);
    expect((await app.as(app.owner).workflow.people()).map(({ id }) => id)).not.toContain(approver.user.id);
    await ticks.return?.(undefined);
  });

  test('is not for the owner or for oneself, and an invite points to letting them in again', async () => {
    const admin = await app.member('admin');
    const as = app.as(admin).member;
    await expect(as.deactivate({ userId: admin.user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as.deactivate({ userId: app.owner.user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as.endSessions({ userId: app.owner.user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { user } = await app.member('viewer');
    await as.deactivate({ userId: user.id });
    await expect(as.invite({ email: user.email, role: 'viewer', approver: false })).rejects.toThrow(/Reactivate/);
  });

  test('removing somebody ends their keys and open invites for good', async () => {
    const leaver = await app.member('editor');
    const authorization = await app.keyOf(leaver, ['run:view']);
    await app.as(app.owner).member.remove({ userId: leaver.user.id });
    const { workspaceId } = app.owner;
    await app.deps.prisma.membership.create({ data: { workspaceId, userId: leaver.user.id, role: 'editor' } });
    expect(await runsWith(authorization)).toBe(401);
  });
});

describe('sessions', () => {
  test('are listed with device and address, and one can be ended from another', async () => {
    const anna = await person('viewer');
    const elsewhere = await cookieOf(anna, { [PEER_HEADER]: '203.0.113.9', 'user-agent': 'curl/8.5.0' });
    const here = await cookieOf(anna);
    const sessions = await sessionsOf(here);
    expect(sessions).toMatchObject([
      { device: 'Firefox on Linux', address: null, current: true },
      { device: 'curl', address: '203.0.113.9', current: false },
    ]);
    await mutate(here, 'account.endSession', { id: sessions[1]!.id });
    expect(await isIn(elsewhere)).toBe(false);
    expect(await isIn(here)).toBe(true);
    expect((await audited(anna.user.id)).at(-1)).toBe('session.revoked');
  });

  test('S-19: nobody ends a session of somebody else by its id', async () => {
    const [anna, bert] = [await person('admin'), await person('viewer')];
    const theirs = await cookieOf(bert);
    const answer = await mutate(await cookieOf(anna), 'account.endSession', { id: (await sessionsOf(theirs))[0]!.id });
    expect(answer.error.data.error.code).toBe('NOT_FOUND');
    expect(await isIn(theirs)).toBe(true);
  });

  test('signing out everywhere else keeps this one, and an admin can end all of a member', async () => {
    const anna = await person('viewer');
    const cookies = [await cookieOf(anna), await cookieOf(anna), await cookieOf(anna)];
    expect((await mutate(cookies[1]!, 'account.endOtherSessions')).result.data).toEqual({ ended: 2 });
    expect(await Promise.all(cookies.map(isIn))).toEqual([false, true, false]);
    await app.as(app.owner).member.endSessions({ userId: anna.user.id });
    expect(await isIn(cookies[1]!)).toBe(false);
  });

  test('a session that was not used for 7 days is over, and none lasts longer than 30 days', async () => {
    const anna = await person('viewer');
    const cookie = await cookieOf(anna);
    const { id } = await app.deps.prisma.session.findFirstOrThrow({ where: { userId: anna.user.id } });
    const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    const change = (data: object) => app.deps.prisma.session.update({ where: { id }, data });
    await change({ createdAt: daysAgo(8), expiresAt: daysAgo(-5) });
    const { cookies } = await resolveActor(app.deps, new Headers({ cookie }));
    expect(cookies.join()).toMatch(/Max-Age=604800/i);
    const prolonged = await app.deps.prisma.session.findUniqueOrThrow({ where: { id } });
    expect(prolonged.expiresAt.getTime()).toBeGreaterThan(daysAgo(-6.9).getTime());
    await change({ createdAt: daysAgo(31) });
    expect(await isIn(cookie)).toBe(false);
    await change({ createdAt: daysAgo(8), expiresAt: daysAgo(0.1) });
    expect(await isIn(cookie)).toBe(false);
  });
});

describe('open streams', () => {
  /** Reads a stream of events until it ends. */
  async function open(headers: Record<string, string>): Promise<{ begun: Promise<void>; end: Promise<string> }> {
    const gate = await parkAtGate(app);
    const input = encodeURIComponent(JSON.stringify({ id: gate.runId }));
    const request = new Request(`${ORIGIN}/api/trpc/run.watch?input=${input}`, { headers });
    const reader = (await handleTrpc(request, app)).body!.pipeThrough(new TextDecoderStream()).getReader();
    const begun = Promise.withResolvers<void>();
    const end = (async () => {
      let all = '';
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        all += chunk.value;
        if (all.includes('run.started')) begun.resolve();
      }
      return all;
    })();
    return { begun: begun.promise, end };
  }

  test('S-20: end at once with a sentence when the role changes, the person or the session goes', async () => {
    const members = [await person('viewer'), await person('viewer'), await person('viewer')] as const;
    const streams = await Promise.all(members.map(async (member) => open({ cookie: await cookieOf(member) })));
    await Promise.all(streams.map((stream) => stream.begun));
    const [changed, deactivated, signedOut] = members.map((member) => ({ userId: member.user.id }));
    await app.as(app.owner).member.update({ ...changed!, role: 'editor' });
    await app.as(app.owner).member.deactivate(deactivated!);
    await app.as(app.owner).member.endSessions(signedOut!);
    const ends = await Promise.all(streams.map((stream) => stream.end));
    expect(ends[0]).toContain('Your role was changed. Sign in again.');
    expect(ends[1]).toContain('You no longer have access to this workspace.');
    expect(ends[2]).toContain('This session was ended. Sign in again.');
    for (const end of ends) expect(end).toContain('UNAUTHENTICATED');
  });

  test('S-20: end when their key is revoked, and not for the key of somebody else', async () => {
    const anna = await app.member('editor');
    const authorization = await app.keyOf(anna, ['run:view']);
    const other = await app.keyOf(anna, ['run:view']);
    const [stream, untouched] = [await open({ authorization }), await open({ authorization: other })];
    await Promise.all([stream.begun, untouched.begun]);
    const hash = sha256(authorization.slice('Bearer '.length));
    const { id } = await app.deps.prisma.apiKey.findUniqueOrThrow({ where: { hash } });
    await app.as(app.owner).key.revoke({ id });
    expect(await stream.end).toContain('This API key is not valid.');
    expect(await Promise.race([untouched.end, Promise.resolve('still open')])).toBe('still open');
    await app.as(app.owner).member.remove({ userId: anna.user.id });
    expect(await untouched.end).toContain('You no longer have access');
  });

  test('S-20: end also for what was lost before they began to listen', async () => {
    const { user, ...leaver } = await app.member('viewer');
    const access = accessOf(app.deps, { ...leaver, user }, new Headers());
    const hints = app.deps.live.watchPerson(user.id);
    await app.as(app.owner).member.deactivate({ userId: user.id });
    // Whoever listens from here on hears nothing of it any more.
    await hints.next(10_000);
    hints.close();
    const stop = access.watch();
    // Sooner than a stream looks by itself.
    await expect.poll(() => access.lost.aborted, { timeout: 10_000 }).toBe(true);
    expect(access.lost.reason.message).toContain('You no longer have access');
    stop();
  });
});
