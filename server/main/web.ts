import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FermataError } from '#core/errors.ts';
import { type Env, readEnv } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { PEER_HEADER } from '#server/http/client-address.ts';
import { NO_TELEMETRY, PROJECT_DIR } from './prepare.ts';
import { prepareInChild } from './prepare-in-child.ts';
import { explain } from './say.ts';
import { announceReady, isSupervised, stopOnRequest } from './supervised.ts';

const HEALTH_DEADLINE_MS = 60_000;
/** Live streams never end by themselves; answers in progress get this long. */
const DRAIN_MS = 1_500;
/** Longer than clients and proxies keep an idle connection: none sends a request into one that is just being closed. */
const KEEP_ALIVE_MS = 75_000;

/** The web process: Next.js on its own HTTP server. It executes no node; it writes rows and enqueues. */
async function main(): Promise<void> {
  const development = process.env.NODE_ENV === 'development';
  Object.assign(process.env, NO_TELEMETRY, development ? {} : { NODE_ENV: 'production' });
  const env = readEnv();
  // The tables' engine and Next want different module conditions, so they cannot share a process.
  if (!isSupervised()) await prepareInChild();
  if (!development && !existsSync(join(PROJECT_DIR, '.next', 'BUILD_ID'))) {
    throw new FermataError('UNAVAILABLE', 'The web application is not built. Run: npm run build');
  }
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const { default: next } = await import('next');
  const app = next({ dev: development, dir: PROJECT_DIR, hostname: env.host, port: env.port, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  const log = createLog(env.logLevel, 'web');
  server.on('request', (request, response) => {
    // Set on every request, so that nobody can say it for themselves; login limits count by it.
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? '';
    // Next answers its own errors; what still gets here must cost one request, not the process.
    handle(request, response).catch((cause: unknown) => {
      log.error({ err: cause, url: request.url }, 'A request broke.');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, env);
  stopOnRequest(() => drain(server));
  await untilHealthy(env);
  announceReady();
}

function listen(server: Server, { host, port }: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const inUse = cause.code === 'EADDRINUSE';
      reject(
        inUse
          ? new FermataError('UNAVAILABLE', `Port ${port} is used by another program. Set PORT to a free one.`)
          : cause,
      );
    });
    server.listen(port, host, resolve);
  });
}

/** Healthy means that the first request found its database and made the owner of the environment. */
async function untilHealthy({ host, port }: Env): Promise<void> {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  let last = '';
  for (const deadline = Date.now() + HEALTH_DEADLINE_MS; Date.now() < deadline; await sleep(100)) {
    // eslint-disable-next-line no-restricted-globals -- it asks itself, on the address it has just bound
    const response = await fetch(`http://${address}:${port}/api/health`).catch(() => null);
    if (response?.ok) return;
    last = (await response?.text().catch(() => '')) ?? '';
  }
  throw new FermataError('UNAVAILABLE', `The web server does not become healthy. ${last}`);
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, sleep(DRAIN_MS)]);
  server.closeAllConnections();
}

main().catch((cause: unknown) => {
  process.stderr.write(`${explain(cause)}\n`);
  process.exit(1);
});
