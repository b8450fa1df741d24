import { beforeEach, describe, expect, it } from 'vitest';
import { TokenKeyChangedV1 } from '#contracts/payments/token-key-changed.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { openingTokens } from '../adapters/opening-tokens.ts';
import { tokenKeys } from '../persistence/token-keys.ts';
import { tokenBox } from '../testing/token-box.ts';
import { ensureTokenKey } from './ensure-token-key.ts';
import { resealTokenKeys } from './reseal-token-keys.ts';
import { rotateTokenKey } from './rotate-token-key.ts';
import { sealToken } from './seal-token.ts';

const DAY = 86_400;
const db = testDatabase('payments');
const clock = fixedClock();
const events = recordingEventBus('payments', clock);
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.database.transaction({ correlationId: newId() }, work);
const all = () => db.database.read(tokenKeys.all);

/** A process under these key-encryption keys, which remembers nothing of the others. */
function process(...keys: readonly string[]) {
  const box = tokenBox(...keys);
  const rotate = rotateTokenKey({ tokenKeys, box, events, clock });
  return {
    start: () => run(ensureTokenKey({ tokenKeys, box, rotateTokenKey: rotate })),
    rotate: (afterSeconds = 0) => run((tx) => rotate(tx, { afterSeconds })),
    reseal: () => run(resealTokenKeys({ tokenKeys, box })),
    open: openingTokens({ box, load: all }),
  };
}

const sealed = async (orderId: string, token = 'tok_ok') => sealToken(await all(), { orderId, token });

beforeEach(async () => {
  await db.admin.sql`delete from payments.token_keys`;
  events.clear();
});

describe('the key for payment tokens', () => {
  it('is made once, however many processes start, and told to everybody', async () => {
    await Promise.all([process().start(), process().start()]);
    const [key, ...more] = await all();
    expect(more).toEqual([]);
    expect(events.messagesOf(TokenKeyChangedV1)).toMatchObject([
      { sequence: 1, subject: 'payment-tokens', payload: { keyId: key?.id, key: key?.publicJwk } },
    ]);
  });

  it('is of no use to a thief of the database', async () => {
    await process().start();
    const rows = await db.admin.sql`select * from payments.token_keys`;
    expect(JSON.stringify(rows)).not.toContain('"d"');
    const [{ sealedPrivateJwk } = { sealedPrivateJwk: '' }] = await all();
    expect(sealedPrivateJwk).toMatch(/^v1\.test\./);
  });

  it('is followed by another when it is old, and opens what was sealed to it before', async () => {
    const running = process();
    await running.start();
    const orderId = newId();
    const before = await sealed(orderId);
    expect(await running.open(orderId, before)).toBe('tok_ok');
    expect(await running.rotate(30 * DAY)).toBe(false);
    clock.advance({ days: 30 });
    expect(await running.rotate(30 * DAY)).toBe(true);
    expect(events.messagesOf(TokenKeyChangedV1).map(({ sequence }) => sequence)).toEqual([1, 2]);
    for (const { open } of [running, process()]) {
      expect(await open(orderId, before)).toBe('tok_ok');
      expect(await open(orderId, await sealed(orderId))).toBe('tok_ok');
    }
  });

  it('is removed ninety days after it was replaced, and opens nothing then', async () => {
    await process().start();
    const orderId = newId();
    const before = await sealed(orderId);
    await process().rotate();
    clock.advance({ days: 91 });
    await process().rotate();
    expect(await all()).toHaveLength(2);
    await expect(process().open(orderId, before)).rejects.toThrow('is not there');
  });

  it('moves to the newest key-encryption key, after which the older one can go', async () => {
    await process('old').start();
    const orderId = newId();
    const token = await sealed(orderId);
    expect(await process('new', 'old').reseal()).toBe(1);
    expect(await process('new', 'old').reseal()).toBe(0);
    expect(await process('new').open(orderId, token)).toBe('tok_ok');
    await expect(process('new').start()).resolves.toBeUndefined();
  });

  it('keeps a process from starting that cannot open it', async () => {
    await process('old').start();
    await expect(process('new').start()).rejects.toMatchObject({ code: 'payments.wrong_key_encryption_keys' });
  });
});

describe('a sealed token', () => {
  it('opens for its own order alone', async () => {
    await process().start();
    const token = await sealed(newId());
    await expect(process().open(newId(), token)).rejects.toThrow('sealed for another');
  });

  it('cannot be made where no module has started yet', async () => {
    await expect(sealed(newId())).rejects.toThrow('there is no key');
  });
});
