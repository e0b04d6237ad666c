import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A program: the outside world. It remembers how often each effect was asked for, and tells its parent. */

const counts = new Map<string, number>();

const server = createServer((request, response) => {
  const key = decodeURIComponent(request.url?.slice(1) ?? '');
  counts.set(key, (counts.get(key) ?? 0) + 1);
  request.resume();
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => process.send?.([...counts]));
process.once('disconnect', () => process.exit());
