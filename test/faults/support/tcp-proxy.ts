import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What becomes of a connection that a client opens. */
export type OnConnect = 'pass' | 'fin' | 'reset' | 'silence' | 'too-many';

/** Starts a proxy in front of a database. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const proxy = new TcpProxy(new URL(databaseUrl));
  await proxy.listen();
  return proxy;
}

/** A wire between a client and Postgres that can be cut in more ways than a process can. */
export class TcpProxy {
  readonly #target: URL;
  readonly #server = createServer((client) => this.#accept(client));
  readonly #sockets = new Set<Socket>();
  #onConnect: OnConnect = 'pass';
  #marker: string | undefined;
  #accepted = 0;
  #silentUpTo = 0;
  readonly #listening = new Set<number>();
  readonly #silent = new Set<number>();
  #struck = 0;

  constructor(target: URL) {
    this.#target = target;
  }

  /** The database behind the proxy. */
  get url(): string {
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return Object.assign(new URL(this.#target), { hostname: '127.0.0.1', port: String(port), search: '' }).href;
  }

  /** How often it did what it was told. */
  get struck(): number {
    return this.#struck;
  }

  onConnect(what: OnConnect): void {
    this.#onConnect = what;
  }

  /** Passes nothing on any more, either way, on the connections that are open; nobody is told. */
  goSilent(): void {
    this.#silentUpTo = this.#accepted;
    this.#struck += 1;
  }

  /** The same on those of them that have said LISTEN. Returns how many these are. */
  silenceListeners(): number {
    for (const number of this.#listening) this.#silent.add(number);
    this.#struck += this.#listening.size;
    return this.#listening.size;
  }

  /** Lets the next COMMIT happen on a connection on which the client has said `marker`, and loses the answer. */
  loseCommitAnswer(marker: string): void {
    this.#marker = marker;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    this.#keep(client);
    if (this.#onConnect === 'pass') {
      this.#join(client, this.#accepted);
      return;
    }
    this.#struck += 1;
    if (this.#onConnect === 'fin') client.end();
    if (this.#onConnect === 'reset') client.resetAndDestroy();
    if (this.#onConnect === 'too-many') client.once('data', () => client.end(tooManyClients()));
  }

  #join(client: Socket, number: number): void {
    const upstream = connect({ host: this.#target.hostname, port: Number(this.#target.port), noDelay: true });
    this.#keep(upstream);
    let marked = false;
    const passes = () => number > this.#silentUpTo && !this.#silent.has(number);
    client.on('data', (chunk) => {
      if (chunk.includes('listen ')) this.#listening.add(number);
      marked ||= this.#marker !== undefined && chunk.includes(this.#marker);
      if (passes()) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (marked && this.#marker !== undefined && chunk.includes('COMMIT\0')) {
        this.#marker = undefined;
        this.#struck += 1;
        client.resetAndDestroy();
      } else if (passes()) client.write(chunk);
    });
    client.once('close', () => {
      this.#listening.delete(number);
      upstream.destroy();
    });
    upstream.once('close', () => client.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
  }
}

/** What Postgres itself says, byte for byte, where `max_connections` is used up. */
function tooManyClients(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C53300', 'Msorry, too many clients already'].map((field) => `${field}\0`).join('');
  const body = Buffer.from(`${fields}\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
