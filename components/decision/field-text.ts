import type { Json } from '#core/json.ts';

/** A field as people edit it: text stays text, everything else is JSON. */
export function fieldText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The value that edited text stands for, of the same kind as `proposed`; null when it is not JSON. */
export function parseFieldText(text: string, proposed: Json): { value: Json } | null {
  if (typeof proposed === 'string') return { value: text };
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

/** `reply_text` reads as `Reply text`. */
export function fieldLabel(name: string): string {
  const words = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
