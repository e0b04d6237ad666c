import { type NextRequest, NextResponse } from 'next/server';

/**
 * The content security policy of pages. Next reads the nonce out of the request's header and puts it on its own
 * scripts. It guards against injected scripts only; who may do what is decided in the services, never here.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Pages do not know their own address; signing in leads back to it.
  headers.set('x-address', request.nextUrl.pathname + request.nextUrl.search);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'none'",
    // React rebuilds server stacks with eval, in development only.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // The canvas, the code editor and toasts set styles from scripts; a style cannot run code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const config = { matcher: ['/((?!api/|_next/|icon.svg|favicon.ico).*)'] };
