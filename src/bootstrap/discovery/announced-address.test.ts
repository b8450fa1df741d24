import type { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { announcedAddress } from './announced-address.ts';

const rest = { netmask: '255.255.0.0', mac: '00:00:00:00:00:00', cidr: null };
const interfaces: ReturnType<typeof networkInterfaces> = {
  lo: [{ ...rest, address: '127.0.0.1', family: 'IPv4', internal: true }],
  eth0: [
    { ...rest, address: 'fe80::1', family: 'IPv6', internal: false, scopeid: 2 },
    { ...rest, address: '10.1.2.3', family: 'IPv4', internal: false },
  ],
};

it.each([
  ['127.0.0.1:3101', '127.0.0.1:3101'],
  ['[::1]:3101', '[::1]:3101'],
  ['orders.internal:3101', 'orders.internal:3101'],
  ['0.0.0.0:3101', '10.1.2.3:3101'],
  ['[::]:3101', '10.1.2.3:3101'],
])('what listens at %s is announced at %s', (listening, announced) => {
  expect(announcedAddress(listening, interfaces)).toBe(announced);
});
