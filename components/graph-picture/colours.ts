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

/** For pictures that leave the page: the colours of the theme that is on screen now, as `rgb(…)`. */
export function coloursOnScreen(): PictureColours {
  const probe = document.body.appendChild(document.createElement('span'));
  try {
    return coloursFrom((token) => {
      probe.style.color = `var(--${token})`;
      return getComputedStyle(probe).color;
    });
  } finally {
    probe.remove();
  }
}
