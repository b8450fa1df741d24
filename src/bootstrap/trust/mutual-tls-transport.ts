import type { PeerCertificate } from 'node:tls';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Transport } from '../forwarding/transport.ts';
import { nameInCertificate } from './certificates/process-name.ts';
import type { RotatingCredentials } from './certificates/rotating-credentials.ts';
import { type ServiceScope, ServiceTokens } from './service-tokens.ts';

export interface MutualTlsTransportOptions {
  readonly credentials: RotatingCredentials;
  readonly clock: Clock;
  /** The name that the certificate of a process must have. */
  readonly nameOf: (process: string) => string;
}

export interface MutualTlsTransport {
  readonly transport: Transport;
  /** Good on connections that are made with the newest certificate. */
  tokenFor(audience: string, scope: ServiceScope): Promise<string>;
}

/** How this process calls others: by their names, wherever they are, and with its newest certificate. */
export function mutualTlsTransport({ credentials, clock, nameOf }: MutualTlsTransportOptions): MutualTlsTransport {
  let tokens = new ServiceTokens(credentials.current, clock);
  credentials.onRotation((current) => {
    tokens = new ServiceTokens(current, clock);
  });
  return {
    tokenFor: (audience, scope) => tokens.tokenFor(audience, scope),
    transport: {
      connectOptions: ({ process }) => ({
        ...credentials.current.pem,
        minVersion: 'TLSv1.3',
        maxCachedSessions: 0,
        checkServerIdentity: (_host: string, certificate: PeerCertificate) => unlessNamed(nameOf(process), certificate),
      }),
      onRotate: (listener) => credentials.onRotation(listener),
    },
  };
}

/** Instead of the host, which says where somebody is and not who: addresses are given to others. */
function unlessNamed(expected: string, { raw }: PeerCertificate): Error | undefined {
  const name = nameInCertificate(new Uint8Array(raw));
  return name === expected ? undefined : new Error(`the certificate names ${name ?? 'no process'}, and not ${expected}`);
}
