import { describe, expect, it } from 'vitest';
import { clonedDatabase } from './cloned-database.ts';
import { lookInto, takeFound } from './planted.ts';
import { leaksIn, placesOf } from './search-database.ts';
import { silentLog } from './silent-log.ts';

const { admin } = clonedDatabase();

describe('what is planted', () => {
  it.each([
    ['a text', 'text', "'Written by Ada Lovelace'"],
    ['a list', 'text[]', "array['x', 'ada@EXAMPLE.com']"],
    ['JSON', 'jsonb', `'{"to": [{"line1": "12 St James Square"}]}'`],
    ['bytes', 'bytea', "'tok_ok'::bytea"],
  ])('is found in %s of a table, whoever it belongs to', async (_, type, value) => {
    await admin.run(`create table orders.planted (id int, found_here ${type})`);
    await admin.run(`insert into orders.planted values (1, ${value})`);
    expect(await leaksIn(admin.run, [])).toEqual(['orders.planted.found_here']);
    await admin.run('drop table orders.planted');
    expect(await leaksIn(admin.run, [])).toEqual([]);
  });

  it('is found in a message that waits', async () => {
    await admin.run(`select pgboss.create_queue('planted', '{"policy": "standard"}')`);
    await admin.run(
      `insert into pgboss.job (name, data) values ('planted', '{"type": "t.v1", "data": {"to": "ada@example.com"}}')`,
    );
    expect(await leaksIn(admin.run, [])).toEqual(['message t.v1']);
    expect(await leaksIn(admin.run, ['message t.v1'])).toEqual([]);
    await admin.run('delete from pgboss.job');
  });

  it('may stand where personal data may, but not a secret', async () => {
    const where = 'identity.audit_events.detail';
    await admin.run('create table orders.planted (found_here text)');
    await admin.run("insert into orders.planted values ('correct horse battery'), ('Ada Lovelace')");
    expect(await leaksIn(admin.run, ['orders.planted.found_here', where])).toEqual(['orders.planted.found_here']);
    await admin.run('drop table orders.planted');
  });

  it.each([
    ['a name', () => silentLog.info({ customer: { name: 'Ada Lovelace' } }, 'ordered')],
    ['a message', () => silentLog.warn({}, 'mail to ada@example.com')],
    ['the cause of an error', () => silentLog.error({ err: new Error('no', { cause: new Error('tok_ok') }) }, 'failed')],
    ['a child', () => silentLog.child({ key: `sk_${'a'.repeat(43)}` })],
  ])('is found in %s of a log', (_, write) => {
    write();
    expect(takeFound()).toEqual([expect.stringContaining('a line of the log holds')]);
  });

  it('is not what it only resembles', async () => {
    lookInto('a text', 'sk_short, eyJhbGciOiJFUzI1NiJ9, tok_other, example.com');
    expect(takeFound()).toEqual([]);
    expect(await placesOf(admin.run, 'nobody planted this')).toEqual([]);
  });
});
