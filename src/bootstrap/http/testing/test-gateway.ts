import { systemClock } from '#shared-kernel/clock.ts';
import { readConfig } from '../../config.ts';
import { Metrics } from '../../metrics/registry.ts';
import { type Gateway, openGateway } from '../gateway/gateway.ts';

/** A gateway as these variables would have it, and without rate limits where they do not ask for them. */
export function testGateway(environment: Readonly<Record<string, string>> = {}, url = ''): Gateway {
  const { process: settings } = readConfig([], { NODE_ENV: 'test', TESSERA_RATE_LIMITS: 'off', ...environment });
  return openGateway({
    settings,
    development: false,
    url,
    clock: systemClock,
    complain: () => undefined,
    metrics: new Metrics(),
  });
}
