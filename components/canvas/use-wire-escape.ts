import { useStoreApi } from '@xyflow/react';
import { useContext, useEffect } from 'react';
import { ConnectStoreContext } from './connect-store.ts';

/** Where nothing is that could take a wire. */
const NOWHERE = { clientX: -10_000, clientY: -10_000 };

/** Escape gives up the wire in the hand, a new one or one whose end is moved; what is selected stays so. */
export function useWireEscape(): void {
  const flow = useStoreApi();
  const store = useContext(ConnectStoreContext);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !flow.getState().connection.inProgress) return;
      event.preventDefault();
      store.setState({ targets: null, givenUp: true });
      // React Flow ends its gesture only when the button goes up, with what the pointer was over last.
      for (const type of ['mousemove', 'mouseup']) document.dispatchEvent(new MouseEvent(type, NOWHERE));
    };
    // Before the commands, for which Escape means something else.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [flow, store]);
}
