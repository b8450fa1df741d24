import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute, type Method } from '#shared-kernel/http.ts';
import { defineCommand } from '#shared-kernel/messaging/define-command.ts';
import type { Contract } from '#shared-kernel/messaging/define-contract.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { classifier } from './classify.ts';

const MoveV1 = defineCommand('trucks.move-load.v1', z.strictObject({}));
const MovedV1 = defineEvent('trucks.load-moved.v1', z.strictObject({}));
const SUBSCRIPTIONS = new Map([
  [MoveV1.type, ['trucks.move-load']],
  [MovedV1.type, ['trades.go-on-when-moved', 'mails.tell-of-move']],
]);

const route = (method: Method, path: `/${string}`, operationId: string, shedWhenLate: readonly Contract[] = []) =>
  defineRoute({
    method,
    path,
    operationId,
    summary: 'x',
    access: 'public',
    shedWhenLate,
    replies: { 204: z.undefined() },
    handle: async () => ({ status: 204 as const, body: undefined }),
  });
const trades = {
  name: 'trades',
  runtime: { routes: [route('get', '/v1/trades/{id}', 'readTrade'), route('post', '/v1/trades', 'trade', [MoveV1, MovedV1])] },
};
const mails = { name: 'mails', runtime: { routes: [route('post', '/v1/mails', 'sendMail')] } };
const classify = classifier([trades, mails], (_from, type) => SUBSCRIPTIONS.get(type) ?? []);

describe('a request', () => {
  it('waits with the reads or the writes of its module, and with no other', () => {
    expect(classify('GET', '/v1/trades/17')).toEqual({ lane: 'trades read', module: 'trades', queues: [] });
    expect(classify('POST', '/v1/trades/17/undo')).toEqual({ lane: 'trades write', module: 'trades', queues: [] });
    expect(classify('POST', '/v1/mails')).toEqual({ lane: 'mails write', module: 'mails', queues: [] });
    expect(classify('GET', '/nowhere')).toEqual({ lane: 'platform read', module: 'platform', queues: [] });
  });

  it('that begins something is bound to the queues that see it through: of events, those of its own module alone', () => {
    expect(classify('POST', '/v1/trades')).toEqual({
      lane: 'trade',
      module: 'trades',
      queues: ['trucks.move-load', 'trades.go-on-when-moved'],
    });
  });

  it('which asks how the process is must always be answered', () => {
    for (const path of ['/health', '/ready', '/metrics']) expect(classify('GET', path)).toBeUndefined();
  });
});

it('a route with parameters cannot be shed by its queues, because it is looked up by its path', () => {
  const wrong = { name: 'trades', runtime: { routes: [route('post', '/v1/trades/{id}', 'tradeOn', [MoveV1])] } };
  expect(() => classifier([wrong], () => [])).toThrow('tradeOn');
});
