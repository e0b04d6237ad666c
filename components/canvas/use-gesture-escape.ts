import { useStoreApi } from '@xyflow/react';
import { useContext, useEffect } from 'react';
import { ConnectStoreContext } from './connect-store.ts';
import type { DragSession } from './drag-session.ts';

/** Where nothing is that could take a wire. */
const NOWHERE = { clientX: -10_000, clientY: -10_000 };

/**
 * Escape gives up what is in the hand: a new wire, one whose end is moved, or dragged nodes, which go back to where they
 * stood. What is selected stays so.
 */
export function useGestureEscape(session: DragSession): void {
  const flow = useStoreApi();
  const store = useContext(ConnectStoreContext);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      const isWire = flow.getState().connection.inProgress;
      if (isWire) store.setState({ targets: null, givenUp: true });
      else if (!session.giveUp()) return;
      event.preventDefault();
      // React Flow ends a gesture only when the button goes up, and a wire with what the pointer was over last.
      if (isWire) release('mousemove');
      release('mouseup');
    };
    // Before the commands, for which Escape means something else.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [flow, store, session]);
}

function release(type: 'mousemove' | 'mouseup'): void {
  document.dispatchEvent(new MouseEvent(type, { ...NOWHERE, view: window, bubbles: true }));
}
