/** One state of a workflow that can be looked at: a published version, or the draft. */
export type Shown = number | 'draft';

/** What a state is compared with; `none` shows it alone. */
export type ComparedWith = Shown | 'none';

/** A state in an address: a number from 1, or `draft`. */
export function readShown(text: string | string[] | undefined): Shown | null {
  if (text === 'draft') return 'draft';
  return typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

export function readComparedWith(text: string | string[] | undefined): ComparedWith | null {
  return text === 'none' ? 'none' : readShown(text);
}

/** Every comparison has an address that can be shared. Without `compareWith` it is with what came before. */
export function hrefOf(name: string, shown: Shown, compareWith?: ComparedWith): string {
  return `/workflows/${name}/versions?version=${shown}${compareWith === undefined ? '' : `&with=${compareWith}`}`;
}

export function wordOf(shown: ComparedWith): string {
  if (shown === 'none') return 'nothing';
  return shown === 'draft' ? 'the draft' : `version ${shown}`;
}
