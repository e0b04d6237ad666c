import type { JsonObject } from '#core/json.ts';
import { fieldText, parseFieldText } from './field-text.ts';
import type { Approval } from './types.ts';

type Proposal = Pick<Approval, 'editable' | 'values'>;

/** The proposed values, with the edits of earlier voters in place. */
export function proposedValues(approval: Proposal): JsonObject {
  return { ...approval.editable, ...approval.values };
}

/**
 * What a decision sends, from edited text by field: all fields, or undefined when nothing was really changed.
 * Null when an edit is not JSON where JSON is needed.
 */
export function editedValues(
  approval: Proposal,
  edits: Readonly<Record<string, string>>,
): JsonObject | undefined | null {
  const values = proposedValues(approval);
  let changed = false;
  for (const [field, text] of Object.entries(edits)) {
    const before = values[field] ?? null;
    if (text === fieldText(before)) continue;
    const parsed = parseFieldText(text, before);
    if (!parsed) return null;
    values[field] = parsed.value;
    changed = true;
  }
  return changed ? values : undefined;
}
