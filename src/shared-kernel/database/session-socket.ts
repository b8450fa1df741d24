import { connect, type Socket } from 'node:net';

/** As much of the driver's options as tells where to connect. */
interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | undefined;
}

/**
 * The one socket that a session may ever have. The driver asks for another whenever it has lost one, and
 * for ever where a server accepts and hangs up: here the second request is refused.
 */
export class SessionSocket {
  readonly #connectTimeoutMs: number;
  #socket: Socket | undefined;

  constructor(connectTimeoutMs: number) {
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Connects, the first time; rejects after that. For the driver's option `socket`. */
  readonly open = ({ host, port, path }: Address): Promise<Socket> => {
    if (this.#socket) return Promise.reject(new Error('the connection was lost'));
    const socket = path ? connect(path) : connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true });
    this.#socket = socket;
    return new Promise<Socket>((resolve, reject) => {
      const fail = (reason: unknown) => {
        clearTimeout(timer);
        reject(reason instanceof Error ? reason : new Error('the connection was closed'));
      };
      const timer = setTimeout(() => socket.destroy(new Error('connecting took too long')), this.#connectTimeoutMs);
      socket.once('error', fail).once('close', fail);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', fail).off('close', fail);
        // The driver looks here for the name that a certificate must have.
        resolve(Object.assign(socket, { host: host[0] }));
      });
    });
  };

  /** Lets the driver say goodbye, and hangs up where the other side no longer answers. */
  close(): void {
    const socket = this.#socket;
    if (socket) setTimeout(() => socket.destroy(), 500).unref();
  }
}
