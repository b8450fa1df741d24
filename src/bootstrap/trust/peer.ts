import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { nameInCertificate } from './certificates/process-name.ts';
import { rawOf, thumbprintOf } from './certificates/tls-credentials.ts';
import { ServiceRefused } from './service-refused.ts';

/** Who is at the other end of a connection, by the certificate that it was made with. */
export interface Peer {
  /** `spiffe://tessera/gateway` */
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly thumbprint: string;
}

/** Remembers who is at the end of each connection. */
export class Peers {
  readonly #known = new WeakMap<Socket, Peer>();

  /** Throws {@link ServiceRefused} where the certificate has expired since the connection was made. */
  of(socket: Socket, now: Date): Peer {
    const peer = this.#known.get(socket) ?? peerAt(socket);
    this.#known.set(socket, peer);
    if (peer.certificate.validToDate <= now) throw new ServiceRefused('the certificate of the connection has expired');
    return peer;
  }
}

function peerAt(socket: Socket): Peer {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) throw new ServiceRefused('the connection has no certificate');
  const name = nameInCertificate(rawOf(certificate));
  if (name === undefined) throw new ServiceRefused('the certificate does not name one process');
  return { name, certificate, thumbprint: thumbprintOf(certificate) };
}
