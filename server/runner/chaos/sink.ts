import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Sink {
  url: string;
  /** How often each idempotency key arrived. */
  counts: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** The outside world: it remembers every effect by its key. */
export async function openSink(): Promise<Sink> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const key = decodeURIComponent(request.url?.slice(1) ?? '');
    counts.set(key, (counts.get(key) ?? 0) + 1);
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
