import { z } from 'zod';
import { fieldErrors } from '#components/trpc/error.ts';

export type Answer =
  | { ok: true; data: unknown }
  | { ok: false; code: string; message: string; fields: Record<string, string> };

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
});

/** Calls one of the account routes, which stand outside tRPC because they set cookies. Never throws. */
export async function postJson(url: string, body: unknown): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const data: unknown = await response.json().catch(() => null);
    if (response.ok) return { ok: true, data };
    const refusal = errorSchema.safeParse(data);
    if (!refusal.success) {
      return { ok: false, code: 'INTERNAL', message: `The server answered ${response.status}.`, fields: {} };
    }
    const { code, message, details } = refusal.data.error;
    return { ok: false, code, message, fields: fieldErrors(details) };
  } catch {
    return { ok: false, code: 'OFFLINE', message: 'Fermata cannot be reached. Check the connection.', fields: {} };
  }
}
