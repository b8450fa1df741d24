import type { z } from 'zod';
import type { ClientKind } from '../domain/client.ts';
import { ROLES } from '../domain/roles.ts';
import type { AuditEventView } from '../queries/list-audit-events.ts';
import type { ClientView } from './client-schemas.ts';
import type { AuditEvent, Profile, UserAccount } from './schemas.ts';

interface ShownUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly createdAt: Date;
}

export function profileOf({ id, email, name, createdAt }: ShownUser): z.output<typeof Profile> {
  return { id, email, name, createdAt: createdAt.toISOString() };
}

export function accountOf(user: ShownUser): z.output<typeof UserAccount> {
  return { ...profileOf(user), roles: ROLES.filter((role) => user.roles.includes(role)) };
}

export function auditEventOf({ id, at, act, correlationId, ...who }: AuditEventView): z.output<typeof AuditEvent> {
  const { actorKind, actorId, subjectKind, subjectId } = who;
  const actor = { kind: actorKind, ...(actorId === null ? {} : { id: actorId }) };
  const subject = subjectKind === null || subjectId === null ? {} : { subject: { kind: subjectKind, id: subjectId } };
  return { id, at: at.toISOString(), act, actor, ...subject, requestId: correlationId };
}

interface ShownClient {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly revokedAt?: Date | null | undefined;
  readonly lastUsedAt?: Date | null;
}

export function clientOf({ id, kind, name, scopes, createdAt, revokedAt, lastUsedAt }: ShownClient): z.output<typeof ClientView> {
  return {
    ...{ id, kind, name, scopes: [...scopes], createdAt: createdAt.toISOString() },
    ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
    ...(lastUsedAt ? { lastUsedAt: lastUsedAt.toISOString() } : {}),
  };
}
