import { type ClientOptions, createClient, type Send, type TesseraClient } from '../../clients/typescript/src/index.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

/** The client that front ends install, on its way to the test shop. */
export function typedClient(
  shop: Pick<ShopUnderTest, 'fetch'>,
  headers: Readonly<Record<string, string>> = {},
  options: Pick<ClientOptions, 'session' | 'retry'> = {},
): TesseraClient {
  const send = sendTo(shop);
  return createClient({
    ...options,
    baseUrl: 'http://shop.example',
    fetch(request) {
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      return send(request);
    },
  });
}

/** What clients send goes to the test shop, wherever they believe it to be. */
export function sendTo(shop: Pick<ShopUnderTest, 'fetch'>): Send {
  return async (request) => {
    const { method, headers, signal } = request;
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? null : await request.arrayBuffer();
    return shop.fetch(`${pathname}${search}`, { method, headers, signal, body });
  };
}
