import { once } from 'node:events';
import { createServer, IncomingMessage } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { messageOf } from '#shared-kernel/errors.ts';
import { StartError } from '../start-failure.ts';
import type { ServiceCaller } from '../trust/service-door.ts';
import { throughDoor } from '../trust/through-door.ts';
import type { Trust } from '../trust/trust.ts';
import type { Admission, Ticket } from './admission/admission.ts';
import { guardedListener } from './admission/guarded-listener.ts';
import type { HttpEnv } from './http-env.ts';
import { refuseMalformed } from './refuse-malformed.ts';

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  /**
   * Takes no new connection, lets running requests finish until the deadline, then cuts what is left. To be
   * called once `draining` has aborted, which ends event streams and has replies close their connections.
   */
  stop(deadlineMs: number): Promise<void>;
}

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** Decides which requests the app gets to see; without it, all. Started here, and stopped with the server. */
  readonly admission?: Admission;
  /** The origins whose pages may read that a request was not let through. */
  readonly origins?: readonly string[];
  /** How other processes are known; without it, everybody may come in, and connections are plain. */
  readonly trust?: Pick<Trust, 'createServer' | 'door'> | undefined;
}

/** Serves the app over HTTP/1.1. Resolves once it listens; rejects with a {@link StartError} where it cannot, as on a taken port. */
export async function serve(app: Hono<HttpEnv>, options: ServeOptions): Promise<RunningServer> {
  const { host, port, admission } = options;
  const server = serverOf(app, options);
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', refuseMalformed);
  admission?.start();
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw new StartError(`cannot listen on ${host}, port ${port} (${messageOf(error)}); set HOST or PORT`);
  });
  return { url: urlOf(server, host), stop: (deadlineMs) => stop(server, deadlineMs).finally(() => admission?.stop()) };
}

type Server = ReturnType<Trust['createServer']>;

/** Who may come in at all, then which requests are let through, then the app. */
function serverOf(app: Hono<HttpEnv>, { host, admission, origins, trust }: ServeOptions): Server {
  const tickets = new WeakMap<IncomingMessage, Ticket>();
  const services = new WeakMap<IncomingMessage, ServiceCaller>();
  const answer = getRequestListener(
    (request, env) => {
      if (!(env.incoming instanceof IncomingMessage)) return app.fetch(request, env);
      const [ticket, service] = [tickets.get(env.incoming), services.get(env.incoming)];
      return app.fetch(request, { ...env, ...(ticket && { ticket }), ...(service && { service }) });
    },
    { hostname: host },
  );
  const guarded = admission ? guardedListener({ admission, origins }, tickets, answer) : answer;
  const listener = trust?.door ? throughDoor(trust.door, services, guarded) : guarded;
  return trust ? trust.createServer(LIMITS, listener) : createServer(LIMITS, listener);
}

const LIMITS = {
  // A header or a body that trickles in must not hold a connection for ever.
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  // Longer than the idle time of common load balancers, so that they and not we close an idle connection.
  keepAliveTimeout: 65_000,
};

/** More are hung up on as they come: each costs memory, whether or not it asks for anything. */
const MOST_CONNECTIONS = 8_192;

const SWEEP_MS = 100;

async function stop(server: Server, deadlineMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that was busy when the server closed, and whose headers were out already, falls idle later.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const scheme = server instanceof HttpsServer ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
