/** The tokens that pictures are made of. */
const TOKENS = [
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
type Token = (typeof TOKENS)[number];

/** What an SVG attribute takes as a colour, for every token. */
export type PictureColours = Readonly<Record<Token, string>>;

function coloursFrom(of: (token: Token) => string): PictureColours {
  return Object.fromEntries(TOKENS.map((token) => [token, of(token)])) as Record<Token, string>;
}

/** For pictures inside a page: they change with its theme. */
export const LIVE_COLOURS = coloursFrom((token) => `var(--${token})`);

/** For pictures that leave the page: the colours of the theme that is on screen now. */
export function coloursOnScreen(): PictureColours {
  return readColours(TOKENS);
}

/** Tokens as the theme that is on screen now has them, as `rgb(…)`; not as forced colours would replace them. */
export function readColours<Name extends string>(tokens: readonly Name[]): Record<Name, string> {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.setProperty('forced-color-adjust', 'none');
  try {
    const entries = tokens.map((token) => {
      probe.style.color = `var(--${token})`;
      return [token, getComputedStyle(probe).color];
    });
    return Object.fromEntries(entries) as Record<Name, string>;
  } finally {
    probe.remove();
  }
}
