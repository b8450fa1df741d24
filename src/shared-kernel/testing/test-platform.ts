import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../module.ts';
import { createSignals } from '../signals.ts';
import { fixedClock } from './fixed-clock.ts';
import { recordingEventBus } from './recording-event-bus.ts';
import { silentLog } from './silent-log.ts';
import type { TestDatabase } from './test-database.ts';

/** What bootstrap would give the module: a real database, a clock that stands still, a bus that only remembers. */
export function testPlatform(module: string, { database }: TestDatabase, overrides: Partial<Platform> = {}): Platform {
  const clock = overrides.clock ?? fixedClock();
  return {
    database,
    events: recordingEventBus(module, clock),
    signals: createSignals(),
    clock,
    log: silentLog,
    secondsBehind: () => 0,
    development: false,
    directory: overrides.directory ?? mkdtempSync(join(tmpdir(), `tessera-${module}-`)),
    ...overrides,
  };
}
