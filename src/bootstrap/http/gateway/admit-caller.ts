import { AppError } from '#shared-kernel/errors.ts';
import type { Principal } from '#shared-kernel/tokens.ts';
import { principalOf } from '../../trust/service-door.ts';
import { authenticate } from '../authenticate.ts';
import type { HttpContext, HttpServices } from '../http-env.ts';
import type { MountedRoute } from '../mounted-route.ts';
import type { Caller } from './caller.ts';
import { networkOf } from './client-address.ts';
import type { Share } from './rate-limits.ts';

/** Finds out who is calling, and refuses who may not, or who asks for too much. What is refused counts too. */
export async function admitCaller(c: HttpContext, { route, owner }: MountedRoute, services: HttpServices): Promise<Caller> {
  const { gateway, tokens } = services;
  const clientAddress = gateway.clientOf(c.env?.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'));
  const service = principalOf(c.env?.service);
  const credentials = { authorization: c.req.header('authorization'), apiKey: c.req.header('x-api-key'), service };
  const { principal, refusal } = await settled(
    authenticate({ access: route.access, method: route.method, owner }, credentials, tokens),
  );
  c.set('principal', principal);
  if (route.bucket !== 'none' && service === undefined) {
    const caller = route.bucket === 'sign-in' ? undefined : principal;
    const share = await gateway.takeShare?.(route.bucket, keyOf(caller, clientAddress));
    c.set('share', share);
    if (share?.exceeded) throw rateLimited(share);
  }
  if (refusal !== undefined) throw refusal;
  return { principal, clientAddress };
}

interface Known {
  readonly principal?: Principal | undefined;
  readonly refusal?: unknown;
}

function settled(authenticated: Promise<Principal | undefined>): Promise<Known> {
  return authenticated.then(
    (principal) => ({ principal }),
    (refusal: unknown) => ({ refusal }),
  );
}

/** All guests of a storefront share its key, so that the key tells them from nobody. */
function keyOf(principal: Principal | undefined, clientAddress: string): string {
  if (principal === undefined || principal.kind === 'storefront') return `address:${networkOf(clientAddress)}`;
  return `${principal.kind}:${principal.id}`;
}

function rateLimited({ bucket, quota, resetSeconds }: Share): AppError {
  return new AppError('rate_limited', {
    code: 'http.rate_limited',
    detail: `More than ${quota.requests} requests of the kind “${bucket}” in ${quota.seconds} seconds are too many; nothing was done.`,
    retryAfterSeconds: resetSeconds,
  });
}
