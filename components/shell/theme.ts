/** What a person chose; `system` follows the operating system. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'fermata_theme';

export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

/** Applies a theme at once and remembers it for a year. A cookie, so that the server can render with it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  const maxAgeSeconds = theme === 'system' ? 0 : 31_536_000;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${maxAgeSeconds}; samesite=lax`;
}

/** The choice in force in this tab. */
export function currentTheme(): Theme {
  return parseTheme(document.documentElement.dataset['theme']);
}
