import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { AppError } from '#shared-kernel/errors.ts';
import { nameInCertificate } from './certificates/process-name.ts';
import { isIssuedUnder, rawOf, type TlsCredentials, thumbprintOf } from './certificates/tls-credentials.ts';

/** Who is at the other end of a connection, by the certificate that it was made with. */
export interface Peer {
  /** `spiffe://tessera/gateway` */
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly thumbprint: string;
}

/** A process that may not call this one, or not like this. */
export class ServiceRefused extends AppError {
  override readonly name = 'ServiceRefused';

  constructor(reason: string, cause?: unknown) {
    super('forbidden', { code: 'http.service_refused', detail: `Only processes of this shop may call here: ${reason}.`, cause });
  }
}

/** Remembers who is at the end of each connection, and looks again whether that is still good. */
export class Peers {
  readonly #known = new WeakMap<Socket, Peer>();
  readonly #checked = new WeakMap<Socket, TlsCredentials>();

  /** Throws {@link ServiceRefused} where a certificate has expired since, or its CA is believed no more. */
  of(socket: Socket, ours: TlsCredentials, now: Date): Peer {
    const peer = this.#known.get(socket) ?? peerAt(socket);
    this.#known.set(socket, peer);
    if (peer.certificate.validToDate <= now) throw new ServiceRefused('the certificate of the connection has expired');
    if (this.#checked.get(socket) !== ours) {
      if (!isIssuedUnder(peer.certificate, issuersOf(peer.certificate), ours.authorities)) {
        throw new ServiceRefused('the CA of the connection is not believed any more');
      }
      this.#checked.set(socket, ours);
    }
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

/** Those that came with it, a CA that issued itself among them. */
function issuersOf({ issuerCertificate }: X509Certificate): readonly X509Certificate[] {
  if (issuerCertificate === undefined) return [];
  const isLast = issuerCertificate.fingerprint256 === issuerCertificate.issuerCertificate?.fingerprint256;
  return [issuerCertificate, ...(isLast ? [] : issuersOf(issuerCertificate))];
}
