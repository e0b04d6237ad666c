import { z } from 'zod';
import type { InputDraft } from './input-values.ts';

const draftSchema = z.record(z.string(), z.union([z.string(), z.boolean()]));
const keyOf = (workflow: string): string => `fermata:input:${workflow}`;

/** What was typed the last time; null the first time, or where the browser keeps nothing. */
export function readLastInput(workflow: string): InputDraft | null {
  try {
    const draft = draftSchema.safeParse(JSON.parse(localStorage.getItem(keyOf(workflow)) ?? 'null'));
    return draft.success ? draft.data : null;
  } catch {
    return null;
  }
}

export function keepLastInput(workflow: string, draft: InputDraft): void {
  try {
    localStorage.setItem(keyOf(workflow), JSON.stringify(draft));
  } catch {
    // A full or forbidden storage only means typing again the next time.
  }
}
