import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTopology } from './read-topology.ts';
import { TopologyError } from './topology-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-topology-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'shop.json');
const shop = { modules: ['orders', 'payments'], gateway: true, address: '127.0.0.1:3000' };
const database = { url: 'DATABASE_URL', modules: ['orders', 'payments'] };

describe('a topology file', () => {
  it('says where each module lives, and the rest by itself', () => {
    expect(read({ processes: { shop }, databases: { shop: database } })).toEqual({
      processes: { shop },
      databases: { shop: database },
      discovery: { by: 'address' },
      transport: 'plain',
    });
  });

  it('is refused with the file, the field and what to do, for all that is wrong at once', () => {
    const { address: _, ...nowhere } = shop;
    expect(
      problemsOf({
        processes: { Shop: shop, shop: { ...shop, address: '127.0.0.1:70000', adress: 'x' }, other: nowhere },
        databases: { shop: { url: 'postgres://shop:secret@db/shop', modules: 'orders' } },
        discovery: { by: 'etcd' },
        transport: 'tls',
        brokers: {},
      }),
    ).toEqual([
      `${file}: processes.Shop: this name must be lower-case letters, digits and hyphens, such as gateway`,
      `${file}: processes.shop.address: must end with a port from 1 to 65535`,
      `${file}: processes.shop.adress: there is no such field; take it out`,
      `${file}: processes.other.address: is missing`,
      `${file}: databases.shop.url: must be the name of an environment variable, such as DATABASE_URL`,
      `${file}: databases.shop.modules: must be a list`,
      `${file}: discovery.by: must be one of address, dns, nats, postgres`,
      `${file}: transport: must be one of plain, mutual-tls`,
      `${file}: brokers: there is no such field; take it out`,
    ]);
  });

  it('is refused where a module has no place', () => {
    expect(problemsOf({ processes: { shop }, databases: { shop: { ...database, modules: ['orders'] } } })).toEqual([
      `${file}: payments is in no database; add it to the modules of one`,
    ]);
  });

  it('is refused where it is no JSON, no object, or not there', () => {
    expect(problemsOf('{')).toEqual([expect.stringMatching(/^\S+shop\.json: is not JSON: /)]);
    expect(problemsOf('[]')).toEqual([`${file}: must be an object`]);
    expect(() => readTopology(join(folder, 'gone.json'), [])).toThrow(/gone\.json: cannot be read: /);
  });
});

function read(content: unknown) {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readTopology(file, ['orders', 'payments']);
}

function problemsOf(content: unknown): readonly string[] {
  try {
    read(content);
  } catch (error) {
    if (error instanceof TopologyError) return error.problems;
    throw error;
  }
  return [];
}
