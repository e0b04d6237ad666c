import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { parseTheme, THEME_COOKIE } from '#components/shell/theme.ts';
import './globals.css';
import './forced-colors.css';

export const metadata: Metadata = {
  title: { default: 'Fermata', template: '%s · Fermata' },
  description: 'Design agent workflows, run them durably, and decide where a person is needed.',
  referrer: 'same-origin',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f7f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0e0e10' },
  ],
};

/**
 * The theme comes with the first byte: a cookie holds a choice, CSS `light-dark()` follows the system otherwise.
 * So nothing flashes and no inline script is needed.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <Providers nonce={nonce}>
          <div className="app-root">{children}</div>
        </Providers>
      </body>
    </html>
  );
}
