import { z } from 'zod';
import { listEvents } from '#server/run/list-events.ts';
import { streamEvents } from './event-stream.ts';
import { limitQuery, runParam } from './input.ts';
import { defineRoute } from './route.ts';
import { eventList } from './run-answers.schema.ts';

const seq = z.coerce.number().int().min(0).max(1_000_000_000);

const STREAM = `id: 1
event: run.created
data: {"type":"run.created","seq":1,"at":"2026-11-21T09:30:00.000Z","v":1, …}

id: 2
event: run.started
data: {"type":"run.started","seq":2,"at":"2026-11-21T09:30:00.012Z","v":1}

:

`;

export const runEvents = defineRoute({
  method: 'GET',
  path: '/runs/{id}/events',
  operationId: 'listRunEvents',
  tag: 'Runs',
  summary: 'The event log of a run, as a page or as a live stream',
  description:
    'With `Accept: text/event-stream` the events come as Server-Sent Events while they happen, each with its `seq` as ' +
    'id. The stream ends with the event that ends the run (`run.succeeded`, `run.failed`, `run.cancelled`). After a ' +
    'lost connection send the last id as `Last-Event-ID`: nothing is missed and nothing comes twice. A comment every ' +
    '10 seconds keeps a quiet stream open. A stream whose key is revoked is closed.',
  scopes: ['run:view'],
  errors: [],
  params: runParam,
  query: z.strictObject({
    after: seq.optional().describe('Only events after this `seq`.'),
    cursor: seq.optional().describe('The `nextCursor` of the page before; the same as `after`.'),
    limit: limitQuery,
  }),
  headers: z.object({
    'Last-Event-ID': z
      .string()
      .optional()
      .describe('For the stream: the id of the last event that was received. Counts more than `after`.'),
  }),
  answer: {
    description: 'Events in order, without gaps.',
    schema: eventList,
    instead: {
      'text/event-stream': { description: 'One message per event; its data is a RunEvent.', example: STREAM },
    },
  },
  handle: async ({ deps, actor, request, params: { id }, query, headers, reply }) => {
    const after = query.cursor ?? query.after ?? 0;
    if (request.headers.get('accept')?.includes('text/event-stream')) {
      const seen = Number(headers['Last-Event-ID'] ?? after);
      return streamEvents({ deps, actor, request }, id, Number.isSafeInteger(seen) && seen >= 0 ? seen : after);
    }
    return reply(await listEvents(deps, actor, { id, after, ...(query.limit ? { limit: query.limit } : {}) }));
  },
});
