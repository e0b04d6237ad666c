import { z } from 'zod';
import { requireSignedIn, resolveActor } from '#server/account/resolve-actor.ts';
import { auditFilter, type AuditEntry } from '#server/audit/audit.schema.ts';
import { CSV_HEAD, toCsvLine, toJsonLine } from '#server/audit/export-format.ts';
import { exportAudit } from '#server/audit/list-audit.ts';
import { notingDenials } from '#server/audit/record-denial.ts';
import { respond, type RespondOptions } from './respond.ts';

const query = auditFilter.extend({ format: z.enum(['csv', 'jsonl']) });

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', head: CSV_HEAD, line: toCsvLine },
  jsonl: { type: 'application/jsonl; charset=utf-8', head: '', line: toJsonLine },
} as const;

/** `GET /api/audit/export?format=csv`: the log as a file, by the filters of the page, sent as it is read. */
export function getAuditExport(request: Request, options?: RespondOptions): Promise<Response> {
  return respond(
    request,
    async ({ deps }) => {
      const { actor, cookies } = await resolveActor(deps, request.headers);
      const caller = requireSignedIn(actor);
      const { format, ...filter } = query.parse(Object.fromEntries(new URL(request.url).searchParams));
      const { type, head, line } = FORMATS[format];
      const pages = await notingDenials(deps, caller, 'GET /api/audit/export', () => exportAudit(deps, caller, filter));
      const response = new Response(streamOf(encoded(pages, head, line)), {
        headers: {
          'content-type': type,
          'content-disposition': `attachment; filename="audit.${format}"`,
          'cache-control': 'no-store',
        },
      });
      for (const cookie of cookies) response.headers.append('set-cookie', cookie);
      return response;
    },
    options,
  );
}

/** Read only as fast as it is taken; a download that is broken off ends the reading. */
function streamOf(chunks: AsyncGenerator<Uint8Array, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await chunks.return(undefined)),
  });
}

async function* encoded(
  pages: AsyncIterable<AuditEntry[]>,
  head: string,
  line: (entry: AuditEntry) => string,
): AsyncGenerator<Uint8Array, undefined> {
  const encoder = new TextEncoder();
  if (head) yield encoder.encode(head);
  for await (const page of pages) yield encoder.encode(page.map(line).join(''));
}
