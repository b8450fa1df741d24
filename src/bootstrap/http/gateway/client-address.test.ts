import { describe, expect, it } from 'vitest';
import { clientFinder, isTrustRule, networkOf } from './client-address.ts';

const CLIENT = '203.0.113.7';
const FORGED = '198.51.100.1';

describe('the address of a client', () => {
  it('is that of the connection where no proxy is trusted, whatever the request says', () => {
    const find = clientFinder('0');
    expect(find(CLIENT, undefined)).toBe(CLIENT);
    expect(find(CLIENT, FORGED)).toBe(CLIENT);
    expect(find(`::ffff:${CLIENT}`, FORGED)).toBe(CLIENT);
    expect(find(undefined, FORGED)).toBe('unknown');
  });

  it('is what as many proxies wrote as there are, and nothing that came before', () => {
    expect(clientFinder('1')('10.0.0.1', `${FORGED}, ${CLIENT}`)).toBe(CLIENT);
    expect(clientFinder('2')('10.0.0.1', `${FORGED}, ${CLIENT}, 10.0.0.2`)).toBe(CLIENT);
    expect(clientFinder('2')('10.0.0.1', CLIENT)).toBe(CLIENT);
    expect(clientFinder('1')('10.0.0.1', undefined)).toBe('10.0.0.1');
  });

  it('is the first that is none of the trusted networks, looked at from our end', () => {
    const find = clientFinder('10.0.0.0/8, 2001:db8::/32, 192.0.2.9');
    expect(find('10.0.0.1', `${FORGED}, ${CLIENT}, 192.0.2.9, 2001:db8::5`)).toBe(CLIENT);
    expect(find(CLIENT, FORGED)).toBe(CLIENT);
    expect(find('10.0.0.1', '10.1.1.1')).toBe('10.1.1.1');
  });

  it('is read from what some proxies write around it, and never from what is no address', () => {
    const find = clientFinder('1');
    expect(find('10.0.0.1', `${CLIENT}:4711`)).toBe(CLIENT);
    expect(find('10.0.0.1', '[2001:DB8::5]:4711')).toBe('2001:db8::5');
    expect(find('10.0.0.1', `${CLIENT}, unknown`)).toBe('10.0.0.1');
  });

  it('counts as its whole network where it is an IPv6 one', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(networkOf(CLIENT)).toBe(CLIENT);
    expect(networkOf('unknown')).toBe('unknown');
  });
});

it.each([
  ['0', true],
  ['3', true],
  ['10.0.0.0/8', true],
  ['10.0.0.1, 2001:db8::/32', true],
  ['everybody', false],
  ['10.0.0.0/40', false],
  ['', false],
])('a rule of trust may read %j: %j', (rule, allowed) => {
  expect(isTrustRule(rule)).toBe(allowed);
});
