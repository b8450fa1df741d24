import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installFromDebian } from './debian-package.ts';

/** Before all tests: those that carry messages between databases start brokers of their own. */
export function setup(): void {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const isThere = folders.some((folder) => existsSync(join(folder, 'nats-server')));
  if (!isThere && !process.env.NATS_TEST_URL) installFromDebian('nats-server', 'NATS, which carries messages between databases');
}
