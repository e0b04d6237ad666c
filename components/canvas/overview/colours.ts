import { coloursFrom, PICTURE_TOKENS, readColours } from '#components/graph-picture/colours.ts';

const TOKENS = [
  ...PICTURE_TOKENS,
  'running',
  'running-soft',
  'succeeded',
  'succeeded-soft',
  'failed-soft',
  'queued',
  'warning',
  'person-1',
  'person-2',
  'person-3',
  'person-4',
  'person-5',
  'person-6',
  'on-person',
] as const;

type Token = (typeof TOKENS)[number];
export type OverviewColours = Readonly<Record<Token, string>>;

const FORCED = '(forced-colors: active)';
const GROUNDS: ReadonlySet<Token> = new Set(
  TOKENS.filter((token) => token.endsWith('-soft')).concat('canvas', 'surface', 'hover', 'note', 'on-person'),
);

/** What a canvas is painted with now. Where somebody forces colours these are theirs; shapes still tell states apart. */
export function overviewColours(): OverviewColours {
  if (!window.matchMedia(FORCED).matches) return readColours(TOKENS);
  return coloursFrom(TOKENS, (token) =>
    token === 'accent' ? 'Highlight' : GROUNDS.has(token) ? 'Canvas' : 'CanvasText',
  );
}

/** Calls back when the page takes on other colours; returns the way out. */
export function watchColours(onChange: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', FORCED].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', onChange);
  const theme = new MutationObserver(onChange);
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange);
    theme.disconnect();
  };
}
