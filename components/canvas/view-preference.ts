/** How somebody likes to look at things, kept in this browser. Where it lends no storage, nothing is kept. */
export function readPreference(name: string): boolean | null {
  try {
    const kept = localStorage.getItem(`fermata:view:${name}`);
    return kept === null ? null : kept === 'true';
  } catch {
    return null;
  }
}

export function keepPreference(name: string, value: boolean): void {
  try {
    localStorage.setItem(`fermata:view:${name}`, String(value));
  } catch {
    // It is asked for again the next time.
  }
}

/** A list of names that was kept; empty where there is none, or something else. */
export function readNames(name: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`fermata:view:${name}`) ?? '[]');
    return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}

/** An empty list leaves nothing behind. */
export function keepNames(name: string, names: readonly string[]): void {
  try {
    if (names.length > 0) localStorage.setItem(`fermata:view:${name}`, JSON.stringify(names));
    else localStorage.removeItem(`fermata:view:${name}`);
  } catch {
    // It is asked for again the next time.
  }
}
