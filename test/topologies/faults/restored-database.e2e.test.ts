import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseUrl, onServer } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { expectAllKept } from './judge-divided-shop.ts';
import { mixedShop } from './mixed-shop.ts';

const shop = mixedShop();
const WITHIN_MS = 240_000;

describe('a module whose database is set back to an earlier point', { timeout: 600_000 }, () => {
  it('is told by the others what it has forgotten, and ends up where it was', async () => {
    const before = await told();
    await shop.running('notifications').stop();
    const backup = await backUp();
    await shop.start('notifications');
    await shop.order();
    await shop.order();
    await shop.atRest();
    const [after, heard] = [await told(), await messagesHeard()];
    expect(after.length).toBeGreaterThan(before.length);

    await shop.running('notifications').stop();
    await backup.restore();
    expect(await told()).toEqual(before);
    await shop.start('notifications');
    await eventually(told, { is: after, withinMs: WITHIN_MS });
    // Who tells it of goods comes later than who tells it of orders: each looks for himself what is missing.
    await eventually(messagesHeard, { satisfies: (count) => count >= heard, withinMs: WITHIN_MS });
    await shop.order();
    const { notifications } = await expectAllKept(shop.shop, shop.history);
    expect(notifications.filter(({ template }) => template === 'order-confirmed')).toHaveLength(await shop.allConfirmed());
  });
});

/** What customers were told, and whether it was sent. */
async function told(): Promise<readonly string[]> {
  const rows = await shop.shop.databases.of('notifications').asOwner(
    ({ sql }) => sql<{ mail: string }>`
      select concat_ws(' ', order_id, template, status) as mail from notifications.notifications order by 1`,
  );
  return rows.map(({ mail }) => mail);
}

async function messagesHeard(): Promise<number> {
  const { asOwner } = shop.shop.databases.of('notifications');
  const [row] = await asOwner(({ sql }) => sql<{ count: number }>`select count(*)::int as count from notifications.inbox`);
  return row?.count ?? 0;
}

/** Copies the module's database and the mails that it keeps in files, while it is not running. */
async function backUp(): Promise<{ readonly restore: () => Promise<void> }> {
  const url = shop.shop.databases.urlOf('notifications');
  const name = new URL(url).pathname.slice(1);
  const run = (statement: string) => onServer(databaseUrl(url, 'postgres'), (session) => session.run(statement));
  const mails = join(shop.shop.directory, 'data/notifications');
  const kept = join(shop.shop.directory, 'mails-of-before');
  const copy = () => run(`create database "${name}_before" template "${name}"`).then(() => 'copied');
  // Not before all connections have ended.
  await eventually(copy, { is: 'copied', withinMs: WITHIN_MS });
  await cp(mails, kept, { recursive: true });
  return {
    async restore() {
      await run(`drop database "${name}" with (force)`);
      await run(`alter database "${name}_before" rename to "${name}"`);
      // A copy has everything but the rights on the database itself.
      await run(`revoke create, temporary on database "${name}" from public`);
      await rm(mails, { recursive: true });
      await cp(kept, mails, { recursive: true });
    },
  };
}
