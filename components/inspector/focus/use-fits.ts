import { useSyncExternalStore } from 'react';

/** Whether the window is at least as wide as a CSS length. */
export function useFits(width: string): boolean {
  const query = `(width >= ${width})`;
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => window.matchMedia(query).matches,
    () => true,
  );
}
