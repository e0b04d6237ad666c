import type { RunSignal } from '../signal-payload.ts';
import type { TestProcess } from './test-process.ts';

/** Nothing tells the process of signals but the test: resolves, once a segment listens, to what delivers them. */
export function holdSignals({ ports }: TestProcess): Promise<(signals: RunSignal[]) => void> {
  const delivery = Promise.withResolvers<(signals: RunSignal[]) => void>();
  ports.signals = {
    listen: (_runId, deliver) => {
      delivery.resolve(deliver);
      return () => undefined;
    },
  };
  return delivery.promise;
}
