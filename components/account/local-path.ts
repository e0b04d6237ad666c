const HOME = '/workflows';

/** Where to go after signing in: a path of this site, whatever the address says. */
export function localPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return HOME;
  // The URL parser sees `//host` and `/\host` the way a browser does: as another site.
  const base = 'http://fermata.invalid';
  const url = URL.parse(next, base);
  return url?.origin === base ? url.pathname + url.search + url.hash : HOME;
}
