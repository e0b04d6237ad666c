import { createServer, type Socket } from 'node:net';
import pg from 'pg';

/** Message types of PostgreSQL's protocol that the pooler looks at. */
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);

interface Backend {
  socket: Socket;
  client: pg.Client;
}

/**
 * A pooler in transaction mode, as PgBouncer is: a client has a server connection from its first message until the
 * server is idle outside a transaction, then the next client may get it. It accepts every client without a password.
 */
export async function startTransactionPooler(
  serverUrl: string,
  size: number,
): Promise<{ url: string; stop(): Promise<void> }> {
  const free: Backend[] = [];
  for (let index = 0; index < size; index++) free.push(await openBackend(serverUrl));
  const all = [...free];
  const waiting: ((backend: Backend) => void)[] = [];
  const clients = new Set<Socket>();
  const take = (): Promise<Backend> =>
    new Promise((resolve) => {
      const backend = free.pop();
      if (backend) resolve(backend);
      else waiting.push(resolve);
    });
  const give = (backend: Backend) => {
    const next = waiting.shift();
    if (next) next(backend);
    else free.push(backend);
  };

  const server = createServer((socket) => {
    clients.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clients.delete(socket));
    socket.once('data', () => {
      socket.write(greeting());
      serve(socket, take, give);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(serverUrl);
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    stop: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
      for (const backend of all) backend.socket.destroy();
    },
  };
}

function serve(socket: Socket, take: () => Promise<Backend>, give: (backend: Backend) => void): void {
  let backend: Backend | null = null;
  let queue = Promise.resolve();
  const onAnswer = (data: Buffer) => {
    socket.write(data);
    if (!endsTransaction(data) || !backend) return;
    backend.socket.off('data', onAnswer);
    give(backend);
    backend = null;
  };
  socket.on('data', (data) => {
    if (data[0] === TERMINATE) return;
    queue = queue.then(async () => {
      if (!backend) {
        backend = await take();
        backend.socket.on('data', onAnswer);
      }
      backend.socket.write(data);
    });
  });
}

/** True when the last message of an answer is ReadyForQuery outside a transaction. */
function endsTransaction(data: Buffer): boolean {
  return data.length >= 6 && data[data.length - 6] === READY_FOR_QUERY && data[data.length - 1] === IDLE;
}

/** "Authenticated" and "ready". */
function greeting(): Buffer {
  return Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, READY_FOR_QUERY, 0, 0, 0, 5, IDLE]);
}

/** A real, authenticated connection whose socket is then used raw. */
async function openBackend(url: string): Promise<Backend> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.removeAllListeners('data');
  return { socket: stream, client };
}
