import { afterAll, beforeAll } from 'vitest';
import { type RunningServer, serve } from '../../src/bootstrap/http/serve.ts';
import type { TestShop } from './test-shop.ts';

/** The shop of the test file, behind a port of its own. Usable within its hooks and tests. */
export function servedShop(shop: TestShop): { readonly url: string } {
  let server: RunningServer | undefined;
  beforeAll(async () => {
    server = await serve(shop.app, { host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server?.stop(1_000));
  return {
    get url() {
      if (!server) throw new Error('the shop is served only within hooks and tests');
      return server.url;
    },
  };
}
