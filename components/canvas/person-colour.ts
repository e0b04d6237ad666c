/** The colours of people, as `--person-1` and so on; never the only sign of somebody. */
const COLOURS = [1, 2, 3, 4, 5, 6] as const;
export type PersonColour = (typeof COLOURS)[number];

/** Sets `--person`; the colours themselves stand with all others. */
const CLASSES = {
  1: '[--person:var(--person-1)]',
  2: '[--person:var(--person-2)]',
  3: '[--person:var(--person-3)]',
  4: '[--person:var(--person-4)]',
  5: '[--person:var(--person-5)]',
  6: '[--person:var(--person-6)]',
} as const satisfies Record<PersonColour, string>;

/** The class that sets `--person` for all that is inside. */
export function personClass({ colour }: { colour: PersonColour }): string {
  return CLASSES[colour];
}

/**
 * Whoever was here keeps the colour they have. Whoever comes gets their own, which is the same on every screen, or,
 * where somebody has that, the next one that is free; when all are taken, their own again.
 */
export function coloursFor(
  before: readonly { id: string; colour: PersonColour }[],
  ids: readonly string[],
): ReadonlyMap<string, PersonColour> {
  const here = new Set(ids);
  const colours = new Map(before.filter(({ id }) => here.has(id)).map(({ id, colour }) => [id, colour]));
  for (const id of ids) {
    if (colours.has(id)) continue;
    const taken = new Set(colours.values());
    const own = ownColour(id);
    const inTurn = [...COLOURS.slice(own - 1), ...COLOURS.slice(0, own - 1)];
    colours.set(id, inTurn.find((colour) => !taken.has(colour)) ?? own);
  }
  return colours;
}

function ownColour(personId: string): PersonColour {
  let sum = 0;
  for (const letter of personId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return COLOURS[sum % COLOURS.length] ?? 1;
}
