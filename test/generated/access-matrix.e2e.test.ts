import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import type { Principal, Role, Scope } from '#shared-kernel/tokens.ts';
import { peopleOf, type SignInFields } from '../api/people.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';
import { type DocumentedApi, type DocumentedRoute, documentedApi } from './documented-routes.ts';
import { EVERY_SCOPE } from './every-scope.ts';
import { fittingRequests } from './fitting-request.ts';

const MATRIX = 'test/generated/access-matrix.md';

const ADMIN = { email: 'boss@example.com', password: 'the boss of the shop' };
const settings = { TESSERA_ADMIN_EMAIL: ADMIN.email, TESSERA_ADMIN_PASSWORD: ADMIN.password };
const shop = testShop(undefined, { settings });
const people = peopleOf(shop);
let api: DocumentedApi;
let callers: Readonly<Record<string, Principal | undefined>>;

beforeAll(async () => {
  api = await documentedApi(shop);
  callers = await everybody();
}, 60_000);

describe('who may call what', () => {
  it('is what the reviewed matrix says, for every route and every kind of caller', async () => {
    const rows = [];
    for (const route of api.routes) rows.push(await rowOf(route));
    const table = matrixOf(rows);
    if (process.env.UPDATE_ACCESS_MATRIX) writeFileSync(MATRIX, table);
    expect(table, `review the difference, then write it with UPDATE_ACCESS_MATRIX=yes`).toBe(readFileSync(MATRIX, 'utf8'));
  }, 120_000);
});

/** Everybody who may call, as far as the gate is concerned: users with the scopes that their tokens really carry. */
async function everybody(): Promise<Readonly<Record<string, Principal | undefined>>> {
  const [customer, staff] = [await people.registered(), await people.registered()];
  const boss = await people.signedIn(ADMIN);
  await boss.put(`/v1/users/${staff.profile.id}/roles`, { roles: ['customer', 'staff'] });
  const user = async (role: Role, fields: SignInFields): Promise<Principal> => {
    const { accessToken } = await people.signIn(fields);
    return { kind: 'user', id: newId(), roles: [role], scopes: scopesIn(accessToken) };
  };
  return {
    guest: undefined,
    storefront: { kind: 'storefront', id: newId(), scopes: [] },
    customer: await user('customer', customer.person),
    staff: await user('staff', staff.person),
    admin: await user('admin', ADMIN),
    'client without scopes': { kind: 'client', id: newId(), scopes: [] },
    'client with every scope': { kind: 'client', id: newId(), scopes: EVERY_SCOPE },
  };
}

function scopesIn(accessToken: string): Scope[] {
  const claims = z
    .object({ scope: z.string() })
    .parse(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()));
  return EVERY_SCOPE.filter((scope) => claims.scope.split(' ').includes(scope));
}

/** What the gate says to each caller: `in`, or the status of its refusal. */
async function rowOf(route: DocumentedRoute): Promise<readonly string[]> {
  const answers = await Promise.all(Object.values(callers).map((caller) => gateOf(route, caller)));
  return [route.operationId, `${route.method} ${route.path}`, ...answers];
}

async function gateOf(route: DocumentedRoute, caller: Principal | undefined): Promise<string> {
  const { path, init } = fittingRequests(api.document)(route);
  const credential = caller ? { authorization: `Bearer ${testToken(caller)}` } : {};
  const response = await shop.fetch(path, { ...init, headers: { ...init.headers, ...credential } });
  expect(response.status, `${route.operationId} answers no caller with a failure of ours`).toBeLessThan(500);
  if (response.status !== 401 && response.status !== 403) {
    await response.body?.cancel();
    return 'in';
  }
  const { code } = Refusal.parse(await response.json());
  return GATE[code ?? ''] ?? (response.status === 401 ? 'in' : `403 ${code}`);
}

// OAuth's own refusals, which are about what the request holds, have no code.
const Refusal = z.object({ code: z.string().optional() });
const GATE: Readonly<Record<string, string>> = { 'http.unauthenticated': '401', 'http.insufficient_scope': '403' };

function matrixOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = ['operation', 'route', ...Object.keys(callers)];
  const sorted = rows.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return `${[INTRODUCTION, line(head), line(head.map(() => '---')), ...sorted.map(line)].join('\n')}\n`;
}

const INTRODUCTION = `# Who may call what

What each kind of caller is told: \`in\` lets the request through to the route, which still shows nobody what belongs to another; 401 and
403 are the gate's refusals. A 403 with a code is the route's own: the callers here are known to the token check and to nobody else, so
a route that looks up its admin does not find him. Held against every served route by \`access-matrix.e2e.test.ts\`: a new route fails
until its row has been reviewed and added.
`;
