import { systemClock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Platform } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';

/** Enough for a module to be assembled and looked at, and nothing to work with. */
export function stubPlatform(): Platform {
  return {
    database: { read: refuse, transaction: refuse },
    events: { publish: refuse, send: refuse },
    signals: createSignals(),
    clock: systemClock,
    log: quiet,
    secondsBehind: refuse,
    development: true,
    directory: '.tessera/docs',
  };
}

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
};

function refuse(): never {
  throw new Error('a module works with its platform only once it is started');
}
