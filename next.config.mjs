const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
];

/** The page policy carries a nonce and is made per request, in proxy.ts. */
const DATA_HEADERS = [
  { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" },
  // `no-transform` also keeps event streams out of the compressor, which would hold them back.
  { key: 'Cache-Control', value: 'no-store, no-transform' },
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // It would lie over the account menu.
  devIndicators: false,
  images: { unoptimized: true },
  serverExternalPackages: [
    '@dbos-inc/dbos-sdk',
    'pg',
    'pino',
    'better-auth',
    '@prisma/client',
    '@prisma/adapter-pg',
    'undici',
  ],
  // `npm run typecheck` does it, once, with the whole repository in view.
  typescript: { ignoreBuildErrors: true },
  // Pages answer 403 with `forbidden()`.
  experimental: { authInterrupts: true },
  turbopack: { root: import.meta.dirname },
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  headers: async () => [
    { source: '/:path*', headers: SECURITY_HEADERS },
    { source: '/api/:path*', headers: DATA_HEADERS },
  ],
};

export default config;
