import { createServer } from 'node:net';

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return listenAndClose('127.0.0.1', 0);
}

/** Listens for a moment. Rejects with the system's error where that cannot be: `EADDRINUSE`, `EADDRNOTAVAIL`. Resolves to the port. */
export function listenAndClose(host: string, port: number): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      const taken = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => found(taken));
    });
  });
}
