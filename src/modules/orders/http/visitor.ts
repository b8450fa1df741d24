import { createHash, randomBytes } from 'node:crypto';
import type { RouteRequest } from '#shared-kernel/http.ts';
import { isStaff, userIdOf } from '#shared-kernel/tokens.ts';
import type { Visitor } from '../domain/access.ts';

/** Who is asking: by token, by the key of a guest, or both. */
export function visitorOf({ principal, accessKey }: Pick<RouteRequest, 'principal' | 'accessKey'>): Visitor {
  return {
    userId: userIdOf(principal),
    staff: isStaff(principal),
    accessKeyHash: accessKey === undefined ? undefined : hashOf(accessKey),
  };
}

/** A secret that binds a cart or an order to a guest: 256 random bits. */
export function newAccessKey(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of an access key: SHA-256 is enough for a secret of 256 random bits. */
export function hashOf(accessKey: string): string {
  return createHash('sha256').update(accessKey).digest('hex');
}
