import { constants } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { Complain } from '../messaging/seldom.ts';
import type { RotatingCredentials } from './certificates/rotating-credentials.ts';
import type { TlsCredentials } from './certificates/tls-credentials.ts';

export interface MutualTlsServerOptions {
  readonly credentials: RotatingCredentials;
  readonly limits: ServerOptions;
  readonly complain: Complain;
}

/**
 * A server that takes TLS 1.3 with a certificate of one of our CAs, and nothing else. New connections are made with the
 * newest credentials; older ones are given up after the next answer, so that nobody stays on what was replaced.
 */
export function mutualTlsServer({ credentials, limits, complain }: MutualTlsServerOptions, listener: RequestListener): Server {
  const madeWith = new WeakMap<Socket, TlsCredentials>();
  const server = createServer({
    ...limits,
    ...contextOf(credentials.current),
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on('secureConnection', (socket) => madeWith.set(socket, credentials.current));
  server.on('tlsClientError', (error) => complain('a connection was refused', error));
  server.on('request', (incoming: IncomingMessage, outgoing) => {
    if (madeWith.get(incoming.socket) !== credentials.current) outgoing.setHeader('connection', 'close');
    listener(incoming, outgoing);
  });
  credentials.onRotation((current) => server.setSecureContext(contextOf(current)));
  return server;
}

/** Sessions are not resumed: a certificate is looked at for each connection. */
function contextOf({ pem }: TlsCredentials): SecureContextOptions {
  return { ...pem, minVersion: 'TLSv1.3', secureOptions: constants.SSL_OP_NO_TICKET };
}
