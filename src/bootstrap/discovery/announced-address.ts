import { hostname, networkInterfaces } from 'node:os';

/**
 * Where others reach what listens at `listening` (`host:port`): there, or at the machine's own address where it listens on
 * all of them, as in a container.
 */
export function announcedAddress(listening: string, interfaces = networkInterfaces()): string {
  const colon = listening.lastIndexOf(':');
  const [host, port] = [listening.slice(0, colon), listening.slice(colon + 1)];
  if (!EVERYWHERE.has(host)) return listening;
  const outside = Object.values(interfaces).flatMap((addresses = []) => addresses.filter(({ internal }) => !internal));
  const own = outside.find(({ family }) => family === 'IPv4')?.address;
  return `${own ?? hostname()}:${port}`;
}

const EVERYWHERE = new Set(['0.0.0.0', '[::]']);
