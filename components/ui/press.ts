/**
 * A click counts only where press and release meet the same thing. What moves the page under the pointer by itself (a
 * message that comes or goes a moment after an edit) therefore waits until the button is up.
 */
export interface Press {
  /** Runs now, or when the press that is under way has become a click. The same function waits once. */
  after(run: () => void): void;
}

/** Listens to the primary button for as long as the page lives. */
export function watchPress(page: EventTarget): Press {
  const waiting = new Set<() => void>();
  let isDown = false;
  const runWaiting = (): void => {
    if (isDown) return;
    const due = [...waiting];
    waiting.clear();
    for (const run of due) run();
  };
  const release = (): void => {
    isDown = false;
    // The click comes right behind the release.
    if (waiting.size > 0) setTimeout(runWaiting, 0);
  };
  const listen = (type: string, listener: (event: PointerEvent) => void): void =>
    page.addEventListener(type, (event) => listener(event as PointerEvent), { capture: true, passive: true });
  listen('pointerdown', ({ button }) => {
    if (button === 0) isDown = true;
  });
  listen('pointerup', release);
  listen('pointercancel', release);
  // A release over a menu of the browser itself is never told.
  listen('pointermove', ({ buttons }) => {
    if (isDown && buttons === 0) release();
  });
  return {
    after: (run) => {
      if (isDown) waiting.add(run);
      else run();
    },
  };
}

const onPage = typeof window === 'undefined' ? null : watchPress(window);

/** {@link Press.after} for the page that is open. */
export function afterPress(run: () => void): void {
  if (onPage) onPage.after(run);
  else run();
}
