import { durationMs } from '#core/duration.ts';

/** A sentence when a text will not do, else null. */
export type DraftProblem = (text: string) => string | null;

/** Empty is fine: the default then holds. */
export const durationProblem: DraftProblem = (text) =>
  text === '' || durationMs(text) !== null ? null : 'A duration looks like 500ms, 90s, 15m, 48h or 7d.';

export function integerProblem(min: number, max: number): DraftProblem {
  return (text) => {
    const value = Number(text);
    const fits = text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max;
    return fits ? null : `A whole number from ${min} to ${max}.`;
  };
}

/** Empty is fine: there is no bound then. */
export function optionalNumber(min: number, max: number, whole: boolean): DraftProblem {
  return (text) => {
    if (text.trim() === '') return null;
    const value = Number(text);
    const fits = Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
    return fits ? null : whole ? `A whole number from ${min}.` : 'A number above 0.';
  };
}
