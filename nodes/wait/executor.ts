import { z } from 'zod';
import { durationMs } from '#core/duration.ts';
import { defineExecutor, NodeFailure } from '#core/node/executor.ts';
import type { Outcome } from '#core/node/executor.ts';
import { readRendered, renderedText } from '#core/node/rendered-config.ts';
import { jsonSchema } from '#core/json.ts';

const renderedSchema = z.object({ for: jsonSchema.optional(), until: jsonSchema.optional() });

const instantSchema = z.iso.datetime({ offset: true });

function invalid(message: string): NodeFailure {
  return new NodeFailure({ code: 'WAIT_INVALID', message });
}

function waitUntil(text: string): Outcome {
  if (!instantSchema.safeParse(text).success) {
    throw invalid(`"${text}" is not a time; it should look like 2027-01-31T09:00:00Z.`);
  }
  return { kind: 'waiting', reason: 'timer', dueAt: new Date(text).toISOString() };
}

function waitFor(text: string): Outcome {
  const dueMs = durationMs(text);
  if (dueMs === null) throw invalid(`"${text}" is not a duration; it should look like 90s, 15m, 48h or 7d.`);
  return { kind: 'waiting', reason: 'timer', dueMs };
}

export const waitExecutor = defineExecutor({
  execute: async (config) => {
    const rendered = readRendered(renderedSchema, config);
    const until = renderedText(rendered.until).trim();
    return until === '' ? waitFor(renderedText(rendered.for).trim()) : waitUntil(until);
  },
  resume: (_config, wake) => ({
    kind: 'succeeded',
    output: { at: wake.kind === 'timer' ? wake.at : wake.decidedAt },
    port: 'out',
  }),
});
