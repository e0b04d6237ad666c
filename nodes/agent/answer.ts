import { jsonSchema } from '#core/json.ts';
import type { Json } from '#core/json.ts';

export type ParsedAnswer = { ok: true; value: Json } | { ok: false; wrong: string };

const FENCE = /```(?:json)?\s*\n([\s\S]*?)\n?\s*```/i;

/** The outermost `{…}` or `[…]`, for models that talk around their JSON. */
function outermost(text: string): string | null {
  const start = text.search(/[{[]/);
  if (start < 0) return null;
  const end = text.lastIndexOf(text[start] === '{' ? '}' : ']');
  return end > start ? text.slice(start, end + 1) : null;
}

/**
 * Reads the JSON out of a model's answer: as it is, inside a code fence, or with sentences around it.
 * `wrong` is a sentence for the model that has to repair it.
 */
export function parseAnswer(text: string): ParsedAnswer {
  const fenced = FENCE.exec(text)?.[1];
  for (const candidate of [text, fenced, outermost(text)]) {
    if (!candidate?.trim()) continue;
    try {
      const parsed = jsonSchema.safeParse(JSON.parse(candidate));
      if (parsed.success) return { ok: true, value: parsed.data };
    } catch {
      // Not JSON in this form; the next candidate may be.
    }
  }
  return { ok: false, wrong: text.trim() === '' ? 'it is empty' : 'it is not valid JSON' };
}
