import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { startEmbeddedPostgres } from '../../src/bootstrap/postgres/embedded.ts';
import { newDataDirectory, order, orderIn, skusOf, startShop, statusOf } from './shop-process.ts';

/** A server that can be shut down in an instant and comes back at the same address. */
async function unsteadyPostgres() {
  const directory = join(newDataDirectory(), 'postgres');
  let server = await startEmbeddedPostgres({ directory });
  let port = Number(new URL(server.url).port);
  const sockets = new Set<Socket>();
  // A restarted server has another port, so that the shop is given one of ours.
  const door = createServer((client) => {
    const inner = connect(port, '127.0.0.1');
    for (const [from, to] of [[client, inner] as const, [inner, client] as const]) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    door.close();
    for (const socket of sockets) socket.destroy();
    await server.stop();
  });
  return {
    url: Object.assign(new URL(server.url), { port: String(portOf(door.address())), search: '' }).href,
    async die() {
      const [pid] = (await readFile(join(directory, 'data/postmaster.pid'), 'utf8')).split('\n');
      // As `pg_ctl stop -m immediate` does it.
      process.kill(Number(pid), 'SIGQUIT');
      await server.stop();
    },
    async comeBack() {
      server = await startEmbeddedPostgres({ directory });
      port = Number(new URL(server.url).port);
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

it('a shop outlives its database, says so meanwhile, and goes on by itself', { timeout: 120_000 }, async () => {
  const postgres = await unsteadyPostgres();
  const shop = await startShop({ DATABASE_URL: postgres.url, TESSERA_DATA_DIR: newDataDirectory() });
  const [sku = ''] = await skusOf(shop);
  const before = orderIn(await order(shop, sku));

  await postgres.die();
  const answer = await shop.guest.get('/v1/products');
  expect(answer).toMatchObject({ status: 503, body: { code: 'database.unavailable', retryable: true } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('retry-after')).toBe('1');
  expect((await shop.guest.get('/health')).status).toBe(200);
  expect((await shop.guest.get('/ready')).status).toBe(503);
  const complaints = () => shop.logLines().filter(({ msg }) => /could not|cannot|pg-boss/.test(msg));
  await eventually(() => complaints().some(({ msg }) => msg.startsWith('could not look for messages')), { is: true });

  await postgres.comeBack();
  await eventually(async () => (await shop.guest.get('/ready')).status, { is: 200, withinMs: 20_000 });
  const after = orderIn(await order(shop, sku, { wait: 10 }));
  await eventually(() => statusOf(shop, after), { is: 'confirmed', withinMs: 20_000 });
  await eventually(() => statusOf(shop, before), { is: 'confirmed', withinMs: 40_000 });
  expect(complaints().length).toBeLessThan(20);
  shop.kill('SIGTERM');
  expect(await shop.ended).toEqual({ code: 0, signal: null });
});
