import { describe, expect, it } from 'vitest';
import { nodeVersion, spaceIn } from './machine.ts';
import { migrationsFinding } from './schema.ts';
import { connectionsFinding, rolesFinding, skewFinding, versionFinding } from './server.ts';
import { sagasFinding } from './work.ts';

describe('the doctor', () => {
  it('wants Node 24', () => {
    expect(nodeVersion('24.21.0').status).toBe('ok');
    expect(nodeVersion('20.19.2')).toMatchObject({ status: 'problem' });
  });

  it('wants PostgreSQL 15 to 18, and only warns of a newer one', () => {
    expect([14, 15, 18, 19].map((major) => versionFinding(`${major}.1`, major).status)).toEqual([
      'problem',
      'ok',
      'ok',
      'warning',
    ]);
  });

  it('tells which way the clocks are apart', () => {
    expect(skewFinding(20).status).toBe('ok');
    expect(skewFinding(-1_900)).toMatchObject({ status: 'warning', detail: expect.stringContaining('1900 ms behind') });
    expect(skewFinding(6_000)).toMatchObject({ status: 'warning', detail: expect.stringContaining('ahead of') });
  });

  it('wants connections for one process, and warns where there is no room for the next', () => {
    const limit = (count: number) => ({ count, setBy: 'max_connections' });
    expect(connectionsFinding(limit(20), 43, 0)).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('allow 86'),
    });
    expect(connectionsFinding(limit(97), 43, 2)).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('allow 129'),
    });
    expect(connectionsFinding(limit(97), 43, 1).status).toBe('ok');
  });

  it('wants room on the disk', () => {
    expect([50, 500, 5_000].map((mib) => spaceIn('.tessera', mib * 1024 ** 2).status)).toEqual(['problem', 'warning', 'ok']);
  });

  it('finds roles that cannot be taken, that lack their schema, or that have another', () => {
    const own = { role: 'orders', schema: 'orders' };
    expect(rolesFinding(['orders'], [], [own]).status).toBe('ok');
    expect(rolesFinding(['orders'], ['orders'], [own]).detail).toContain('cannot become orders');
    expect(rolesFinding(['orders'], [], []).detail).toContain('no right on their own schema: orders');
    const trespass = { role: 'orders', schema: 'payments' };
    expect(rolesFinding(['orders'], [], [own, trespass]).detail).toContain('revoke usage on schema payments from orders');
  });

  it('finds orders that need attention, and those that nobody has touched for long', () => {
    const now = Date.parse('2026-01-15T12:00:00Z');
    const saga = (phase: string, minutesAgo: number) => ({ phase, updatedAt: new Date(now - minutesAgo * 60_000) });
    expect(sagasFinding([saga('forward', 1)], now).status).toBe('ok');
    expect(sagasFinding([saga('forward', 20)], now).detail).toContain('1 saga untouched');
    expect(sagasFinding([saga('stuck', 1), saga('forward', 20)], now).detail).toContain('1 saga in need of attention');
  });

  it('takes a schema without anything pending for good', () => {
    const nothing = { schema: 'orders', applied: [], pending: [], heldBack: [] };
    expect(migrationsFinding({ schemas: [nothing] })).toMatchObject({ status: 'ok' });
  });
});
