import { expect, it } from 'vitest';
import { type SessionOptions, sessionFetch, type Tokens } from './session.ts';
import { answeringServer, type Script } from './testing/answering-server.ts';

const OLD: Tokens = { accessToken: 'old', refreshToken: 'refresh-1' };
const RENEWED = { access_token: 'new', refresh_token: 'refresh-2', token_type: 'Bearer', expires_in: 900 };

/** A shop that takes the token `new` alone, and gives it to whoever has a good token for renewal. */
const shop =
  (renewal: ReturnType<Script>): Script =>
  ({ path, headers }) => {
    if (path === '/oauth/token') return renewal;
    return { status: headers.authorization === 'Bearer new' ? 200 : 401, body: {} };
  };

async function opened(script: Script, onChange?: SessionOptions['onChange']) {
  const { url, arrived } = await answeringServer(script);
  const send = sessionFetch((request) => fetch(request), url, { tokens: OLD, ...(onChange ? { onChange } : {}) });
  return { send, url, renewals: () => arrived.filter(({ path }) => path === '/oauth/token') };
}

it('renews its tokens once for all requests that found them used up, and sends those again', async () => {
  const changes: (Tokens | undefined)[] = [];
  const { send, url, renewals } = await opened(shop({ status: 200, body: RENEWED }), (tokens) => changes.push(tokens));
  const order = () => send(new Request(`${url}/v1/orders`, { method: 'POST', body: '{}' }));
  const answers = await Promise.all([order(), order(), send(new Request(`${url}/v1/users/me`)), order()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(renewals().map(({ body }) => body)).toEqual(['grant_type=refresh_token&refresh_token=refresh-1']);
  expect(changes).toEqual([{ accessToken: 'new', refreshToken: 'refresh-2' }]);
  expect((await send(new Request(`${url}/v1/users/me`))).status).toBe(200);
  expect(renewals()).toHaveLength(1);
});

it('ends where its tokens cannot be renewed, and says so', async () => {
  const changes: (Tokens | undefined)[] = [];
  const { send, url, renewals } = await opened(shop({ status: 400, body: { error: 'invalid_grant' } }), (tokens) =>
    changes.push(tokens),
  );
  expect((await send(new Request(`${url}/v1/users/me`))).status).toBe(401);
  expect(changes).toEqual([undefined]);
  await send(new Request(`${url}/v1/users/me`));
  expect(renewals()).toHaveLength(1);
});

it('is kept where the shop could not be asked, and tries again with the next request', async () => {
  let passing = true;
  const { send, url } = await opened((request, count) =>
    shop(passing ? { status: 503, body: {} } : { status: 200, body: RENEWED })(request, count),
  );
  expect((await send(new Request(`${url}/v1/users/me`))).status).toBe(401);
  passing = false;
  expect((await send(new Request(`${url}/v1/users/me`))).status).toBe(200);
});
