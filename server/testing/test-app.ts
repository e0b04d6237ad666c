import { randomUUID } from 'node:crypto';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { KEY_SCOPES } from '#server/account/api-keys.ts';
import type { Actor, Role } from '#server/account/permissions.ts';
import { sha256 } from '#server/ids.ts';
import { closeDeps, createDeps, type Deps } from '#server/deps.ts';
import { readEnv } from '#server/env.ts';
import { ensureEngineSchema } from '#server/runner/engine-schema.ts';
import { createCallerFactory } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';
import { createTestDatabase } from './test-database.ts';

export const ORIGIN = 'http://127.0.0.1:3000';
export const PASSWORD = 'correct horse';

export interface TestApp {
  deps: Deps;
  /** Of the first workspace. */
  owner: Actor;
  /** Adds a person to a workspace (the first one unless another is named). */
  member(role: Role, options?: { approver?: boolean; workspaceId?: string }): Promise<Actor>;
  /** The owner of another workspace. */
  stranger(): Promise<Actor>;
  /** Calls procedures as somebody; null is a visitor. */
  as(actor: Actor | null): ReturnType<typeof createCaller>;
  /** A key of a person, for `authorization`. */
  keyOf(actor: Actor, scopes: string[]): Promise<string>;
  /** A key of the owner with every scope, for `authorization`: always the same one. */
  ownerKey(): Promise<string>;
  close(): Promise<void>;
}

const createCaller = createCallerFactory(appRouter);

/** The web side on a database of its own: real services, no runner. */
export async function createTestApp(): Promise<TestApp> {
  const database = await createTestDatabase();
  await ensureEngineSchema(database.url);
  const deps = await createDeps(
    readEnv({
      DATABASE_URL: database.url,
      FERMATA_MASTER_KEY: 'test master key with enough letters',
      FERMATA_LOG_LEVEL: 'silent',
    }),
  );
  await deps.live.ready();

  const member: TestApp['member'] = async (role, { approver = false, workspaceId = owner.workspaceId } = {}) => {
    const id = randomUUID();
    const user = { id, name: `${role} ${id.slice(0, 4)}`, email: `${role}-${id.slice(0, 8)}@example.com` };
    await deps.prisma.user.create({ data: user });
    await deps.prisma.membership.create({ data: { workspaceId, userId: id, role, approver } });
    return { workspaceId, user, role, approver, via: 'session', scopes: null };
  };
  const workspace = async () => (await deps.prisma.workspace.create({ data: { name: 'Workspace' } })).id;
  const owner = await member('owner', { approver: true, workspaceId: await workspace() });
  const keyOf: TestApp['keyOf'] = async ({ workspaceId, user }, scopes) => {
    const secret = `fmt_${randomUUID()}`;
    await deps.prisma.apiKey.create({
      data: { workspaceId, userId: user.id, name: 'test', prefix: secret.slice(0, 8), hash: sha256(secret), scopes },
    });
    return `Bearer ${secret}`;
  };
  let ownerKey: Promise<string> | undefined;

  return {
    deps,
    owner,
    member,
    stranger: async () => member('owner', { approver: true, workspaceId: await workspace() }),
    as: (actor) => createCaller({ deps, actor, requestId: 'test', headers: new Headers(), resHeaders: new Headers() }),
    keyOf,
    ownerKey: () => (ownerKey ??= keyOf(owner, [...KEY_SCOPES])),
    close: async () => {
      await closeDeps(deps);
      await database.drop();
    },
  };
}

/** A workflow with one gate: start, approval, end. */
export function gateDocument(
  name: string,
  gate: { required?: number; editable?: Record<string, string | number> } = {},
): WorkflowDocument {
  return {
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name, title: name },
    spec: {
      input: { type: 'object', properties: { amount: { type: 'number' } } },
      nodes: [
        { id: 'start', type: 'start', position: { x: 0, y: 0 }, config: {} },
        {
          id: 'gate',
          type: 'approval',
          title: 'Approve it',
          position: { x: 300, y: 0 },
          config: {
            message: 'May this go out?',
            editable: gate.editable ?? { reason: 'broken', amount: 5 },
            approvers: { roles: ['approver'], users: [], required: gate.required ?? 1 },
          },
        },
        {
          id: 'done',
          type: 'end',
          position: { x: 600, y: 0 },
          config: {
            value: {
              ok: '{{ nodes.gate.output.decision }}',
              amount: '{{ default(nodes.gate.output.values.amount, 0) }}',
            },
          },
        },
      ],
      edges: [
        { from: 'start', to: 'gate' },
        { from: 'gate.approved', to: 'done' },
        { from: 'gate.rejected', to: 'done' },
        { from: 'gate.expired', to: 'done' },
      ],
    },
  };
}
