'use client';

import { useEffect, useEffectEvent } from 'react';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

/** While something modal or a menu is open, letters belong to it. */
function isCovered(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}

/**
 * Single-letter keys of a page. They rest while somebody types, while a dialog or menu is open, and with modifiers.
 * Keys of the map are `KeyboardEvent.key` in small letters.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>, enabled = true): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    if (!Object.hasOwn(keys, key) || isTyping(event.target) || isCovered()) return;
    event.preventDefault();
    keys[key]?.();
  });
  useEffect(() => {
    if (!enabled) return;
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [enabled]);
}
