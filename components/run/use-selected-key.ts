'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** The selected execution lives in the address (`?node=`), so that what one sees can be shared. */
export function useSelectedKey(): [string | null, (key: string | null) => void] {
  const key = useSearchParams().get('node');
  const select = useCallback((next: string | null) => {
    const url = new URL(window.location.href);
    if (next === null) url.searchParams.delete('node');
    else url.searchParams.set('node', next);
    window.history.replaceState(null, '', url);
  }, []);
  return [key, select];
}
