import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { OPERATIONS_TOKEN } from '../../faults/harness/shop-processes.ts';
import { startTcpProxy } from '../../faults/support/tcp-proxy.ts';
import { expectAllKept } from './judge-divided-shop.ts';
import { mixedShop } from './mixed-shop.ts';

const shop = mixedShop();

/** By which the broker gives to another what was not acknowledged: `ack_wait`. */
const ACK_WAIT_SECONDS = 30;

describe('the broker of a shop with orders under way', { timeout: 600_000 }, () => {
  it('is killed and comes back: orders are taken all the same, and end after it', async () => {
    const { broker } = shop.shop;
    await shop.order();
    await broker.kill();
    await shop.order();
    await shop.order();
    await whenBehind('unsent', (seconds) => seconds > 3);
    await broker.start();
    await whenUpToDate();
    await shop.allConfirmed();
  });

  it('has lost all that it held when it comes back', async () => {
    const { broker } = shop.shop;
    await shop.running('payments').stop();
    await shop.order();
    await shop.order();
    await whenBehind('unconfirmed', (seconds) => seconds > 0);
    await broker.kill();
    await broker.wipe();
    await broker.start();
    await shop.start('payments');
    await whenUpToDate();
    await shop.allConfirmed();
  });

  it('loses the stream of a module, with what was in it', async () => {
    await shop.running('payments').stop();
    await shop.order();
    await whenBehind('unconfirmed', (seconds) => seconds > 0);
    await deleteStream('payments');
    await shop.order();
    await shop.start('payments');
    await shop.order();
    await whenUpToDate();
    await shop.allConfirmed();
  });

  it('cannot be reached by one module for longer than it waits for an acknowledgement', async () => {
    const wire = await startTcpProxy(shop.shop.broker.url);
    onTestFinished(() => wire.close());
    await shop.running('payments').stop();
    await shop.start('payments', { environment: { NATS_URL: wire.url.replace('//', '//payments:payments@') } });
    await shop.order();
    wire.onConnect('silence');
    wire.goSilent();
    await shop.order();
    await shop.order();
    await whenBehind('unconfirmed', (seconds) => seconds > ACK_WAIT_SECONDS + 5);
    wire.onConnect('pass');
    await whenUpToDate();
    await shop.allConfirmed();
    // Its wire ends with this test.
    await shop.running('payments').stop();
    await shop.start('payments');
  });

  it('has had nothing lost and nothing done twice by any of this', async () => {
    const { charges } = await expectAllKept(shop.shop, shop.history);
    expect(charges).toHaveLength(await shop.allConfirmed());
  });
});

type Lag = 'unsent' | 'unconfirmed';

/** Waits until what orders says to payments is late by so much. */
async function whenBehind(which: Lag, satisfies: (seconds: number) => boolean): Promise<void> {
  await eventually(() => lagOf(which), { satisfies, withinMs: 120_000 });
}

async function whenUpToDate(): Promise<void> {
  for (const which of ['unsent', 'unconfirmed'] as const) await eventually(() => lagOf(which), { is: 0, withinMs: 240_000 });
}

async function lagOf(which: Lag): Promise<number> {
  const headers = { authorization: `Bearer ${OPERATIONS_TOKEN}` };
  const text = await (await fetch(new URL('/metrics', shop.running('shop').url), { headers })).text();
  const [, value] = new RegExp(`^tessera_outbox_${which}_seconds\\{from="orders",to="payments"\\} (\\S+)$`, 'm').exec(text) ?? [];
  if (value === undefined) throw new Error('nobody looks at what orders says to payments');
  return Number(value);
}

async function deleteStream(module: string): Promise<void> {
  const connection = await connect({ servers: [shop.shop.broker.address], user: module, pass: module });
  await (await jetstreamManager(connection)).streams.delete(`tessera-${module}`);
  await connection.close();
}
