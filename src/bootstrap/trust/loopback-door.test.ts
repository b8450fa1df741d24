import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loopbackDoor, plainToken } from './loopback-door.ts';
import type { KnownCallers } from './service-door.ts';

const callers: KnownCallers = new Map([['payments', { process: 'payments', scopes: ['tokens:read'] }]]);

/** Whom the door takes somebody for who comes with these headers. */
async function entered(headers: Record<string, string>) {
  const door = loopbackDoor(callers);
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const arrived: Promise<IncomingMessage> = once(server, 'request').then(([incoming]) => incoming);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const sent = request(`http://127.0.0.1:${port}/`, { headers });
  const caller = await door.enter(await arrived);
  await (await sent).body.dump();
  return caller;
}

const said = (token: string, more = {}) => entered({ 'tessera-service-token': token, ...more });

describe('on one machine, where processes trust each other', () => {
  it('a process is who it says', async () => {
    await expect(said(plainToken('payments', 'tokens:read'))).resolves.toEqual({ process: 'payments', scope: 'tokens:read' });
  });

  it('and who says nothing is anybody', async () => {
    await expect(entered({})).resolves.toBeUndefined();
  });

  it.each([
    ['a process that there is not', plainToken('orders', 'tokens:read')],
    ['what the process may not', plainToken('payments', 'forward')],
    ['nothing that makes sense', 'payments'],
  ])('but nobody is believed who says %s', async (_, token) => {
    await expect(said(token)).rejects.toMatchObject({ code: 'http.service_refused' });
  });

  it.each(['x-forwarded-for', 'forwarded', 'via'])('nor who comes from elsewhere through a proxy, as %s tells', async (name) => {
    await expect(said(plainToken('payments', 'tokens:read'), { [name]: '203.0.113.7' })).rejects.toMatchObject({
      code: 'http.service_refused',
    });
  });
});
