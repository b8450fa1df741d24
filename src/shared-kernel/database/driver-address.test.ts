import { describe, expect, it } from 'vitest';
import { driverAddress } from './driver-address.ts';

describe('a connection string', () => {
  it.each(['postgres://ada:secret@db.example:6543/shop', 'postgres://ada@db.example/shop?sslmode=require&host=other.example'])(
    'that names no directory is given to the driver as it is: %s',
    (url) => {
      expect(driverAddress(url)).toEqual({ url });
    },
  );

  it.each([
    ['postgres://ada:secret@localhost:6543/shop?host=/run/postgresql', '/run/postgresql/.s.PGSQL.6543'],
    ['postgres://ada:secret@localhost/shop?host=%2Frun%2Fpostgresql', '/run/postgresql/.s.PGSQL.5432'],
  ])('that names a directory leads to the Unix socket there: %s', (url, path) => {
    expect(driverAddress(url)).toEqual({ url: url.replace(/\?.*/, ''), path });
  });
});
