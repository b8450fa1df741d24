import { describe, expect, it } from 'vitest';
import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';
import type { Revoked } from '#shared-kernel/access-tokens/revoked.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { ADA } from '../testing/token-subjects.ts';
import { cachedRevocations } from './cached-revocations.ts';

const token: AccessToken = {
  id: '0197a000-0000-7000-8000-00000000000a',
  version: 3,
  sessionId: ADA.sessionId,
  principal: { kind: 'user', id: ADA.id, roles: ['customer'], scopes: [] },
  issuedAt: new Date('2026-01-15T12:00:00Z'),
  expiresAt: new Date('2026-01-15T12:15:00Z'),
};

function listOf() {
  const clock = fixedClock();
  const revoked: Revoked[] = [];
  const stored = { revoked, down: false, loads: 0 };
  const list = cachedRevocations({
    clock,
    load: async (since) => {
      stored.loads += 1;
      if (stored.down) throw new Error('the database is away');
      return stored.revoked.filter(({ recordedAt }) => recordedAt > since);
    },
  });
  const revoke = (id: string, belowVersion = 99) => stored.revoked.push({ id, belowVersion, recordedAt: clock.now() });
  return { clock, stored, list, revoke };
}

describe('the list of what was revoked', () => {
  it('covers a token by its own id, its session or its user, up to the version that lost its rights', async () => {
    for (const id of [token.id, ADA.sessionId, ADA.id]) {
      const { list, revoke } = listOf();
      revoke(id, 3);
      await expect(list.covers(token)).resolves.toBe(false);
    }
    for (const id of [token.id, ADA.sessionId, ADA.id]) {
      const { list, revoke } = listOf();
      revoke(id, 4);
      await expect(list.covers(token)).resolves.toBe(true);
    }
  });

  it('is read once in five seconds, however many tokens come', async () => {
    const { list, stored, clock } = listOf();
    await Promise.all(Array.from({ length: 50 }, () => list.covers(token)));
    expect(stored.loads).toBe(1);
    clock.advance({ seconds: 5 });
    await list.covers(token);
    expect(stored.loads).toBe(2);
  });

  it('is trusted for half a minute while the database is away, and no longer', async () => {
    const { list, stored, clock } = listOf();
    await list.covers(token);
    stored.down = true;
    clock.advance({ seconds: 29 });
    await expect(list.covers(token)).resolves.toBe(false);
    clock.advance({ seconds: 1 });
    await expect(list.covers(token)).rejects.toThrow('away');
  });

  it('keeps what it learned, until no token can be so old', async () => {
    const { list, clock, revoke, stored } = listOf();
    revoke(ADA.id);
    await expect(list.covers(token)).resolves.toBe(true);
    stored.revoked = [];
    clock.advance({ minutes: 24 * 60 });
    await expect(list.covers(token)).resolves.toBe(true);
    clock.advance({ minutes: 60 });
    await expect(list.covers(token)).resolves.toBe(false);
  });
});
