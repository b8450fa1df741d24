import { expect, it } from 'vitest';
import { connectionsNeeded, refusalOfLimit } from './connections.ts';
import { modules } from './modules.ts';

it('a process needs what the pools of its modules hold, and a few for the bus and the platform', () => {
  const ofModules = modules.reduce((sum, { pool }) => sum + pool.size, 0);
  expect(connectionsNeeded(modules)).toBe(ofModules + connectionsNeeded([]));
  expect(connectionsNeeded([])).toBeGreaterThan(0);
});

it('a limit that is narrower than one process is refused, and says what is needed and where it is set', () => {
  const limit = { count: 17, setBy: 'max_connections, less what is reserved for superusers' };
  expect(refusalOfLimit(limit, 17)).toBeUndefined();
  expect(refusalOfLimit(limit, 43)).toMatch(/gives 17 connections \(max_connections.*\).* needs up to 43/);
});
