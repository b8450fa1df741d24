import { newId } from '#shared-kernel/ids.ts';
import { type FixedClock, fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import type { TestDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import { catalogContainer, USE_CASES, type UseCases } from '../container.ts';

type InTransaction<UseCase> = UseCase extends (tx: never, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** The use cases of the module on a test database; `run` gives a use case a transaction of its own. */
export function catalogParts(db: TestDatabase, clock: FixedClock = fixedClock()) {
  const events = recordingEventBus('catalog', clock);
  const platform = testPlatform('catalog', db, { clock, events });
  const useCases = catalogContainer(platform, { defaultCurrency: 'EUR' }).resolve(USE_CASES);
  const run = <Result>(work: (tx: Parameters<UseCases['createProduct']>[0]) => Promise<Result>) =>
    db.database.transaction({ correlationId: newId() }, work);
  return {
    ...{ clock, events, platform, useCases, run },
    create: (...input: Parameters<InTransaction<UseCases['createProduct']>>) => run((tx) => useCases.createProduct(tx, ...input)),
    change: (...input: Parameters<InTransaction<UseCases['changeProduct']>>) => run((tx) => useCases.changeProduct(tx, ...input)),
    put: (...input: Parameters<InTransaction<UseCases['putProducts']>>) => run((tx) => useCases.putProducts(tx, ...input)),
  };
}
