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
