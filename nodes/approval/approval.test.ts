import { describe, expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { approvalDefinition } from './definition.ts';
import { approvalExecutor } from './executor.ts';

const CONFIG = {
  message: 'Refund 200 EUR?',
  editable: { reason: 'It broke.', amount: 200 },
  approvers: { roles: ['approver'], users: [], required: 2 },
  due: '48h',
};

describe('a gate', () => {
  test('parks with exactly what the approver will see', async () => {
    const outcome = await approvalExecutor.execute(CONFIG, executionContext({ title: 'Approve refund' }).context);
    expect(outcome).toEqual({
      kind: 'waiting',
      reason: 'approval',
      approval: {
        title: 'Approve refund',
        message: CONFIG.message,
        editable: CONFIG.editable,
        approvers: CONFIG.approvers,
      },
      dueMs: 48 * 3_600_000,
    });
  });

  test('without a due time it waits for ever; anybody who may decide can', async () => {
    const outcome = await approvalExecutor.execute({ message: 'Go on?' }, executionContext().context);
    expect(outcome).toMatchObject({ dueMs: undefined, approval: { approvers: { roles: [], users: [], required: 1 } } });
  });

  test('a due time that is none fails before anybody is asked', async () => {
    const attempt = approvalExecutor.execute({ ...CONFIG, due: 'soon' }, executionContext().context);
    await expect(attempt).rejects.toMatchObject({ error: { code: 'APPROVAL_DUE_INVALID', retryable: false } });
  });

  test.each(['approved', 'rejected'] as const)('%s fires its port with who, what and when', (decision) => {
    const by = [{ id: 'u1', name: 'Ana', email: 'ana@example.com', at: '2026-01-01T10:00:00.000Z' }];
    const decided = {
      decision,
      by,
      comment: 'Fine.',
      values: { reason: 'It was broken.' },
      decidedAt: '2026-01-01T10:00:00.000Z',
    };
    expect(approvalExecutor.resume?.(CONFIG, { kind: 'decision', ...decided })).toEqual({
      kind: 'succeeded',
      output: decided,
      port: decision,
    });
  });

  test('expired keeps what was proposed', () => {
    expect(approvalExecutor.resume?.(CONFIG, { kind: 'timer', at: '2026-01-03T10:00:00.000Z' })).toEqual({
      kind: 'succeeded',
      port: 'expired',
      output: {
        decision: 'expired',
        by: [],
        comment: '',
        values: CONFIG.editable,
        decidedAt: '2026-01-03T10:00:00.000Z',
      },
    });
  });
});

test('problems: no message, a due time that is none, fewer people than needed', () => {
  const check = (config: object) =>
    approvalDefinition.check?.(approvalDefinition.config.parse(config)).map(({ path }) => path.join('.'));
  expect(check({})).toEqual(['message']);
  expect(check({ message: 'Go?', due: 'soon' })).toEqual(['due']);
  expect(check({ message: 'Go?', due: "{{ input.urgent ? '1h' : '2d' }}" })).toEqual([]);
  expect(check({ message: 'Go?', approvers: { users: ['ana@example.com'], required: 2 } })).toEqual([
    'approvers.required',
  ]);
});

test('expired is a port even without a due time', () => {
  const ports = approvalDefinition.ports(approvalDefinition.config.parse({})).map(({ id }) => id);
  expect(ports).toEqual(['approved', 'rejected', 'expired']);
});

test('the card reads the question without the marks of markdown, and leaves expressions alone', () => {
  const message = '# Refund\n\nPay **{{ input.amount }} EUR** for `{{ input.note == "**" }}`?';
  const config = approvalDefinition.config.parse({ message });
  expect(approvalDefinition.summary(config)).toBe('Refund Pay {{ input.amount }} EUR for {{ input.note == "**" }}?');
});
