import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from '#server/run/run-repository.ts';
import { createRunningApp, type RunningApp } from '#server/testing/app-runner.ts';
import { ORIGIN } from '#server/testing/test-app.ts';
import { handleRest } from './dispatch.ts';
import { command, FIRST_COMMAND } from './testing/api-commands.ts';
import { type ApiModel, ApiSession, type Send } from './testing/api-model.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await createRunningApp();
});
afterAll(() => app.close());

/** Sequences of commands; a thousand in a thorough run. */
const SEQUENCES = Number(process.env['FERMATA_TEST_SEQUENCES'] ?? 10);
const COMMANDS = 20;

test('D-29: whatever programs do with workflows, runs and approvals, API and database are as a small model says', async () => {
  const onlyLooking = await app.keyOf(app.owner, ['workflow:view', 'run:view', 'gate:view']);
  const sendAs: Send = async (method, path, { body, headers = {}, mayOnlyLook = false } = {}) => {
    const request = new Request(`${ORIGIN}/api/v1${path}`, {
      method,
      headers: {
        authorization: mayOnlyLook ? onlyLooking : await app.ownerKey(),
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await handleRest(request, app);
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  };
  let sequence = 0;
  const sequences = fc.asyncProperty(
    fc.array(command, { minLength: COMMANDS - 5, maxLength: COMMANDS }),
    async (commands) => {
      sequence += 1;
      const session = new ApiSession(sendAs, `model_${sequence}`);
      for (const one of [FIRST_COMMAND, ...commands]) await session.run(one);
      await session.check();
      await checkTables(session.model);
    },
  );
  await fc.assert(sequences, { numRuns: SEQUENCES });
}, 1_200_000);

/** What the API does not show: that nothing is there twice, half or too much. */
async function checkTables({ workflows, runs }: ApiModel): Promise<void> {
  const { prisma } = app.deps;
  for (const { name, revision, versions } of workflows.values()) {
    const row = await prisma.workflow.findFirstOrThrow({ where: { name }, include: { versions: true, runs: true } });
    expect(row).toMatchObject({ revision, publishedVersion: versions.length || null });
    expect(row.versions.map(({ number }) => number).sort()).toEqual(versions.map((_, index) => index + 1));
    const ids = runs.filter((run) => run.workflow.name === name).map(({ id }) => id);
    expect(row.runs.map(({ id }) => id).sort()).toEqual(ids.sort());
    const targetId = row.id;
    expect(await prisma.auditEntry.count({ where: { targetId, action: 'workflow.published' } })).toBe(versions.length);
  }
  for (const run of runs) {
    const row = await prisma.run.findUniqueOrThrow({
      where: { id: run.id },
      include: { approvals: { include: { votes: true } } },
    });
    expect(row).toMatchObject({
      status: run.status,
      phase: run.status === 'waiting' ? 'parked' : 'final',
      redriveOf: run.redriveOf?.id ?? null,
    });
    const decided = run.status === 'succeeded' ? run.decision : null;
    const gateStatus = run.status === 'waiting' ? 'pending' : (decided ?? 'withdrawn');
    expect(row.approvals.map(({ id, status, votes }) => [id, status, votes.length])).toEqual(
      run.gate ? [[run.gate.id, gateStatus, decided ? 1 : 0]] : [],
    );
    const events = await readEvents(app.deps.pool, run.id, 0, 1_000);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: row.lastSeq }, (_, index) => index + 1));
  }
}
