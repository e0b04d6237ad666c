/** The tokens that every drawing of a graph is made of. */
export const PICTURE_TOKENS = [
  'canvas',
  'surface',
  'hover',
  'line',
  'control',
  'ink',
  'muted',
  'subtle',
  'accent',
  'accent-soft',
  'waiting',
  'waiting-soft',
  'failed',
  'note',
  'teal-soft',
  'brown-soft',
  'note-ink',
] as const;
type Token = (typeof PICTURE_TOKENS)[number];

/** What an SVG attribute takes as a colour, for every token. */
export type PictureColours = Readonly<Record<Token, string>>;

/** A colour for each token. */
export function coloursFrom<Name extends string>(
  tokens: readonly Name[],
  of: (token: Name) => string,
): Record<Name, string> {
  return Object.fromEntries(tokens.map((token) => [token, of(token)])) as Record<Name, string>;
}

/** For pictures inside a page: they change with its theme. */
export const LIVE_COLOURS = coloursFrom(PICTURE_TOKENS, (token) => `var(--${token})`);

/** For pictures that leave the page: the colours of the theme that is on screen now. */
export function coloursOnScreen(): PictureColours {
  return readColours(PICTURE_TOKENS);
}

/** Tokens as the theme that is on screen now has them, as `rgb(…)`; not as forced colours would replace them. */
export function readColours<Name extends string>(tokens: readonly Name[]): Record<Name, string> {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.setProperty('forced-color-adjust', 'none');
  try {
    return coloursFrom(tokens, (token) => {
      probe.style.color = `var(--${token})`;
      return getComputedStyle(probe).color;
    });
  } finally {
    probe.remove();
  }
}
