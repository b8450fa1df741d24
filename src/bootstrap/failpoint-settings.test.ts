import { expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { FailpointSettings } from './failpoint-settings.ts';

it('reads what happens where, how often and with which probability', () => {
  const { points, seed } = FailpointSettings.parse(
    'cmd.afterState=kill, bus.midHandler/orders.check-saga=delay:500*3@0.1, seed=7',
  );
  expect(Object.fromEntries(points)).toEqual({
    'cmd.afterState': { action: 'kill', probability: 1, times: 1, delayMs: 1000 },
    'bus.midHandler/orders.check-saga': { action: 'delay', probability: 0.1, times: 3, delayMs: 500 },
  });
  expect(seed).toBe(7);
});

it.each(['cmd.nowhere=kill', 'cmd.afterState=explode', 'cmd.afterState', ''])('refuses "%s"', (text) => {
  expect(FailpointSettings.safeParse(text).error?.message).toContain('no failpoint; there are cmd.afterState');
});

it('is refused in production unless that is said twice', () => {
  const production = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://localhost/shop',
    TESSERA_FAILPOINTS: 'cmd.afterState=kill',
  };
  expect(() => readConfig([], production)).toThrow(ConfigError);
  expect(readConfig([], { ...production, TESSERA_ALLOW_FAILPOINTS: 'yes' }).process.TESSERA_FAILPOINTS?.points.size).toBe(1);
  expect(readConfig([], { ...production, TESSERA_FAILPOINTS: '' }).process.TESSERA_FAILPOINTS).toBeUndefined();
});
