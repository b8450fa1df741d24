import { SERVICE_TOKEN_HEADER } from '../forwarding/headers.ts';
import type { Arriving, KnownCallers, ServiceCaller, ServiceDoor } from './service-door.ts';
import { ServiceRefused } from './service-refused.ts';
import type { ServiceScope } from './service-tokens.ts';

const PREFIX = 'plain';

/** What stands in for a service token where transport is plain: it proves nothing. */
export function plainToken(process: string, scope: ServiceScope): string {
  return `${PREFIX} ${process} ${scope}`;
}

/**
 * For processes of one machine that trust each other, as `"transport": "plain"` says: believes who says which process he is, on
 * a connection of this machine. What a proxy passes on comes from elsewhere, whatever the connection.
 */
export function loopbackDoor(callers: KnownCallers): ServiceDoor {
  return {
    async enter(arriving) {
      const sent = arriving.headers[SERVICE_TOKEN_HEADER];
      if (sent === undefined) return undefined;
      const caller = typeof sent === 'string' && isOfThisMachine(arriving) ? callerIn(sent, callers) : undefined;
      if (caller === undefined) throw new ServiceRefused('what it says of itself is not believed');
      return caller;
    },
  };
}

function callerIn(sent: string, callers: KnownCallers): ServiceCaller | undefined {
  const [prefix, process = '', named] = sent.split(' ');
  const scope = callers.get(process)?.scopes.find((each) => each === named);
  return prefix === PREFIX && scope !== undefined ? { process, scope } : undefined;
}

function isOfThisMachine({ socket, headers }: Arriving): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined || headers.via !== undefined;
  return !isForwarded && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '');
}
