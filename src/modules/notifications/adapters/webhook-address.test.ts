import { describe, expect, it } from 'vitest';
import { isAllowedAddress, refusalOfUrl } from './webhook-address.ts';

const STRICT = { allowLoopback: false };
const DEVELOPMENT = { allowLoopback: true };

const PUBLIC = ['93.184.215.14', '1.1.1.1', '223.255.255.254', '2606:4700:4700::1111', '2a00:1450:4001:82a::200e'];

const LOOPBACK = ['127.0.0.1', '127.0.0.2', '127.255.255.255', '::1'];

const FORBIDDEN = {
  'this network': ['0.0.0.0', '0.1.2.3', '::'],
  private: ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  'shared by a carrier (CGNAT)': ['100.64.0.1', '100.127.255.255', '100.100.100.200'],
  'link-local, and metadata of clouds': ['169.254.0.1', '169.254.169.254', '169.254.170.2', 'fe80::1', 'febf::1'],
  'metadata of clouds elsewhere': ['168.63.129.16', 'fd00:ec2::254', '192.0.0.192'],
  'unique local': ['fc00::1', 'fd12:3456:789a::1'],
  'site-local of old': ['fec0::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  'reserved and for documentation': [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '198.19.255.255',
    '192.88.99.1',
    '240.0.0.1',
    '2001:db8::1',
    '100::1',
  ],
  'IPv4 in IPv6 clothes': [
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:93.184.215.14',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::7f00:1',
  ],
  'translated (NAT64, 6to4, Teredo)': [
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:0:4136:e378::1',
  ],
  'no address at all': ['', 'localhost', '127.0.0.1.example.com', '1.2.3.4.5', 'fe80::1%eth0'],
} as const;

describe('an address that webhooks may go to', () => {
  it.each(PUBLIC)('is one of the internet: %s', (address) => {
    expect(isAllowedAddress(address, STRICT)).toBe(true);
    expect(isAllowedAddress(address, DEVELOPMENT)).toBe(true);
  });

  it.each(LOOPBACK)('is not this machine, unless a developer says so: %s', (address) => {
    expect(isAllowedAddress(address, STRICT)).toBe(false);
    expect(isAllowedAddress(address, DEVELOPMENT)).toBe(true);
  });

  describe.each(Object.entries(FORBIDDEN))('is never %s', (_, addresses) => {
    it.each(addresses)('%s', (address) => {
      expect(isAllowedAddress(address, STRICT)).toBe(false);
      expect(isAllowedAddress(address, DEVELOPMENT)).toBe(false);
    });
  });
});

describe('a URL that webhooks may go to', () => {
  it.each([
    'https://hooks.example.com/tessera?shop=1',
    'https://hooks.example.com:443/',
    'https://hooks.example.com:8443/',
    'https://xn--bcher-kva.example/hook',
    'https://93.184.215.14/hook',
    'https://[2606:4700:4700::1111]/hook',
  ])('is one on the internet: %s', (url) => {
    expect(refusalOfUrl(url, STRICT)).toBeUndefined();
  });

  it.each([
    ['hooks.example.com', 'This is no URL.'],
    ['http://hooks.example.com/', 'The URL must begin with https://.'],
    ['ftp://hooks.example.com/', 'The URL must begin with https://.'],
    ['file:///etc/passwd', 'The URL must begin with https://.'],
    ['https://ada:secret@hooks.example.com/', 'The URL must not hold a user name or a password.'],
    ['https://hooks.example.com/#part', 'The URL must not have a fragment.'],
    ['https://hooks.example.com:22/', 'The port must be 443 or 8443.'],
    ['https://hooks.example.com:5432/', 'The port must be 443 or 8443.'],
    ['https://localhost/', 'The host must be one on the internet.'],
    ['https://postgres/', 'The host must be one on the internet.'],
    ['https://metadata.google.internal/', 'The host must be one on the internet.'],
    ['https://metadata.google.internal./', 'The host must be one on the internet.'],
    ['https://printer.local/', 'The host must be one on the internet.'],
    ['https://127.0.0.1/', 'The host must be one on the internet.'],
    // The very same address, as URLs allow to write it.
    ['https://2130706433/', 'The host must be one on the internet.'],
    ['https://0x7f.1/', 'The host must be one on the internet.'],
    ['https://0177.0.0.1/', 'The host must be one on the internet.'],
    ['https://[::1]/', 'The host must be one on the internet.'],
    ['https://[::ffff:169.254.169.254]/', 'The host must be one on the internet.'],
    ['https://169.254.169.254/latest/meta-data/', 'The host must be one on the internet.'],
  ])('is not %s', (url, refusal) => {
    expect(refusalOfUrl(url, STRICT)).toBe(refusal);
  });

  it('may be this machine where a developer says so, and nothing else of the network then', () => {
    for (const url of ['http://localhost:4000/', 'http://127.0.0.1:4000/hook', 'http://[::1]:4000/', 'https://127.0.0.1:9/']) {
      expect(refusalOfUrl(url, DEVELOPMENT)).toBeUndefined();
      expect(refusalOfUrl(url, STRICT)).toBeDefined();
    }
    for (const url of ['http://10.0.0.1/', 'http://hooks.example.com/', 'https://192.168.1.1/']) {
      expect(refusalOfUrl(url, DEVELOPMENT)).toBeDefined();
    }
  });
});
