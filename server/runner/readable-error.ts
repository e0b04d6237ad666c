import type { Json } from '#core/json.ts';
import type { RunError } from '#core/run/events.ts';
import { storable } from '#server/db/storable.ts';

const MAX_CODE_CHARS = 100;
const MAX_MESSAGE_CHARS = 4_000;
const MAX_DETAILS_CHARS = 16_000;

/**
 * Anything that was thrown as an error that can be logged and shown. Never throws: a value without a text form, or an
 * error whose message throws when it is read, must not end the process that wants to report it.
 */
export function readableError(thrown: unknown): Error {
  try {
    const isReadable =
      thrown instanceof Error && typeof thrown.message === 'string' && typeof thrown.stack === 'string';
    return isReadable ? thrown : new Error(String(thrown));
  } catch {
    return new Error('Something was thrown that cannot be shown');
  }
}

/** An error as the journal keeps it: clean, and short enough for all the rows and pages that show it. */
export function storableError(error: RunError): RunError {
  const { code, message, retryable, retryAfterMs } = error;
  const details = storableDetails(error.details);
  return {
    code: cut(code, MAX_CODE_CHARS),
    message: cut(message, MAX_MESSAGE_CHARS),
    retryable,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(details !== undefined && { details }),
  };
}

/** Cleaned with what comes after the cut, so that no half of a secret is left at the end. */
function cut(text: string, max: number): string {
  const clean = String(storable(text.slice(0, 2 * max)));
  return text.length > max ? begun(clean, max) : clean;
}

/** A cut may leave half of a character behind, which no database takes. */
const begun = (text: string, max: number): string => `${text.slice(0, max - 1).toWellFormed()}…`;

/** Details that are too large are kept as the beginning of their text; what cannot be read is left out. */
function storableDetails(details: Json | undefined): Json | undefined {
  if (details === undefined) return undefined;
  try {
    const clean = storable(details);
    const text = JSON.stringify(clean);
    return text.length > MAX_DETAILS_CHARS ? { cut: begun(text, MAX_DETAILS_CHARS) } : clean;
  } catch {
    return undefined;
  }
}
