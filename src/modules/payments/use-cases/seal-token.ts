import { sealTo } from '#shared-kernel/sealed-to-key.ts';
import type { TokenKey } from '../domain/token-key.ts';

interface TokenOfOrder {
  readonly orderId: string;
  readonly token: string;
}

/** Seals a token that came in the clear to the newest of our keys, as whoever asks in v2 has done already. */
export async function sealToken([newest]: readonly TokenKey[], { orderId, token }: TokenOfOrder): Promise<string> {
  if (!newest) throw new Error('there is no key for payment tokens: the first one is made when the module starts');
  return sealTo(newest.publicJwk, JSON.stringify({ orderId, token }), newest.id);
}
