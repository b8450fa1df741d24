import { expect, it } from 'vitest';
import { readConfig } from '../../config.ts';

const refusalOf = (name: string, value: string) => () => readConfig([], { [name]: value });

it.each([
  ['TESSERA_RATE_LIMIT_READS', '600', '600/60'],
  ['TESSERA_RATE_LIMIT_READS', '0/60', '600/60'],
  ['TESSERA_TRUSTED_PROXIES', 'everybody', 'a number of hops'],
  ['TESSERA_CORS_ORIGINS', 'https://shop.example/', 'https://shop.example'],
  ['TESSERA_CORS_ORIGINS', 'shop.example', 'https://shop.example'],
  ['TESSERA_OPERATIONS_TOKEN', 'short', '32 characters'],
])('refuses %s=%s, and says what it must be', (name, value, told) => {
  expect(refusalOf(name, value)).toThrow(told);
});

it('never shows the token of operations', () => {
  expect(refusalOf('TESSERA_OPERATIONS_TOKEN', 'secret but too short')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  );
});

it('takes several origins, or all', () => {
  expect(refusalOf('TESSERA_CORS_ORIGINS', 'https://shop.example, http://localhost:5173')).not.toThrow();
  expect(refusalOf('TESSERA_CORS_ORIGINS', '*')).not.toThrow();
});
