import fc from 'fast-check';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import { seal } from '#shared-kernel/messaging/envelope.ts';
import type { AnyMessage } from '#shared-kernel/messaging/handling.ts';
import { unseal } from '#shared-kernel/messaging/message.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import { handleMessages } from '#shared-kernel/testing/handle-messages.ts';
import { type TestDatabase, testDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';

/** A module at work without a bus: its real handlers on a database of their own. */
export function handlersOf(module: AppModule) {
  const test: TestDatabase = testDatabase(module.name);
  const runtime = module.assemble(testPlatform(module.name, test), {});
  const named = (name: string): Subscription => {
    const found = (runtime.subscriptions ?? []).find((each) => each.name === name);
    if (!found) throw new Error(`${module.name} has no subscription ${name}`);
    return found;
  };
  return { admin: test.admin, database: test.database, runtime, named };
}

/** A fact or a request as it lies in a queue. */
export function messageOf<C extends Contract>(
  contract: C,
  about: { subject: string; sequence?: number; payload: PayloadOf<C> },
): AnyMessage {
  const sealed = seal(contract, { source: contract.module, cause: { correlationId: newId() }, time: new Date(), ...about });
  return unseal([contract], JSON.parse(JSON.stringify(sealed)));
}

/** How messages arrive: each one to five times, in any order, claimed in batches of any size. */
export function deliveriesOf(count: number): fc.Arbitrary<readonly (readonly number[])[]> {
  const times = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: count, maxLength: count });
  return times
    .map((each) => each.flatMap((repeat, index) => Array.from({ length: repeat }, () => index)))
    .chain((copies) => fc.tuple(fc.shuffledSubarray(copies, { minLength: copies.length }), fc.integer({ min: 1, max: 6 })))
    .map(([shuffled, size]) => chunksOf(shuffled, size));
}

/** A handler may only say "not yet": what it refuses comes again when all the rest has come. */
export async function arrive(
  database: Database,
  subscription: Subscription,
  messages: readonly AnyMessage[],
  batches: readonly (readonly number[])[],
): Promise<void> {
  let waiting: AnyMessage[] = [];
  for (const batch of batches) {
    const unit = batch.flatMap((index) => messages[index] ?? []);
    waiting.push(...(await failed(database, subscription, unit)));
  }
  for (let round = 0; waiting.length > 0 && round < messages.length; round += 1) {
    const again: AnyMessage[] = [];
    for (const message of waiting) again.push(...(await failed(database, subscription, [message])));
    waiting = again;
  }
  if (waiting.length > 0) throw new Error(`${waiting.length} messages are refused for ever`);
}

/** The same where each message has a receiver of its own. */
export async function arriveAtEach(
  database: Database,
  receivers: readonly Subscription[],
  messages: readonly AnyMessage[],
  batches: readonly (readonly number[])[],
): Promise<void> {
  for (const index of batches.flat()) {
    const [receiver, message] = [receivers[index], messages[index]];
    if (receiver && message) await arrive(database, receiver, [message], [[0]]);
  }
}

async function failed(database: Database, subscription: Subscription, messages: readonly AnyMessage[]): Promise<AnyMessage[]> {
  const outcomes = await handleMessages(database, subscription, messages);
  return outcomes.filter(({ error }) => error !== undefined).map(({ message }) => message);
}

function chunksOf(items: readonly number[], size: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
