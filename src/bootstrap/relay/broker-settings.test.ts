import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { forDiscovery } from './broker.ts';
import { brokerConnection, brokerSettings } from './broker-settings.ts';

const settings = (environment: Readonly<Record<string, string>> = {}) => z.object(brokerSettings).parse(environment);

describe('the connection to the broker', () => {
  it('is all in its address', () => {
    expect(brokerConnection('nats://payments:p%40ss@nats-1:4222,nats://nats-2:4223', settings())).toMatchObject({
      servers: ['nats-1:4222', 'nats-2:4223'],
      user: 'payments',
      password: 'p@ss',
      tls: undefined,
    });
  });

  it('takes user and password from settings of their own, which may be files', () => {
    const given = settings({ NATS_USER: 'payments', NATS_PASSWORD: 'secret' });
    expect(brokerConnection('nats://nats:4222', given)).toMatchObject({ user: 'payments', password: 'secret' });
  });

  it.each([
    ['its address says so', 'tls://nats:4222', {}],
    ['a certificate is given', 'nats://nats:4222', { NATS_TLS_CA: 'the CA' }],
  ])('is encrypted where %s', (_why, address, environment) => {
    expect(brokerConnection(address, settings(environment)).tls).toBeDefined();
  });

  it('is another user where processes look for each other', () => {
    expect(forDiscovery(brokerConnection('nats://payments:secret@nats:4222', settings())).user).toBe('payments-discovery');
    expect(forDiscovery(brokerConnection('nats://nats:4222', settings())).user).toBeUndefined();
  });
});
