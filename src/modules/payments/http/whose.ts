import { createHash } from 'node:crypto';
import { AppError } from '#shared-kernel/errors.ts';
import type { RouteRequest } from '#shared-kernel/http.ts';
import { isStaff, userIdOf } from '#shared-kernel/tokens.ts';

interface Asked extends Pick<RouteRequest, 'principal' | 'accessKey'> {
  readonly query: { readonly orderId?: string | undefined };
}

/** Whose payments the caller may list: everybody's, his own, or those of the one order whose key he holds. */
export function whose({ principal, accessKey, query: { orderId } }: Asked) {
  if (isStaff(principal)) return {};
  const userId = userIdOf(principal);
  if (userId !== undefined) return { userId };
  if (accessKey !== undefined && orderId !== undefined) return { accessKeyHash: hashOf(accessKey) };
  throw new AppError('unauthenticated', {
    code: 'http.unauthenticated',
    detail: 'Sign in, or name the order in `orderId` and send its key in `X-Access-Key`.',
  });
}

function hashOf(accessKey: string): string {
  return createHash('sha256').update(accessKey).digest('hex');
}
