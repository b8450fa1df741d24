import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '#shared-kernel/http.ts';
import { inRoutingOrder, methodsAt } from './mounted-route.ts';

const database = {
  read: () => Promise.reject(new Error('not used')),
  transaction: () => Promise.reject(new Error('not used')),
};

const mounted = (method: 'get' | 'put', path: `/${string}`, operationId: string = method + path) => ({
  owner: 'tests',
  database,
  route: defineRoute({
    method,
    path,
    operationId,
    summary: 'Test',
    access: 'public',
    replies: { 204: z.undefined() },
    handle: async () => ({ status: 204, body: undefined }),
  }),
});

it('tries a word before a parameter, whatever the order of declaration', () => {
  const routes = [
    mounted('get', '/users/{id}'),
    mounted('get', '/users/me'),
    mounted('get', '/users/{id}/events'),
    mounted('get', '/users'),
  ];
  expect(inRoutingOrder(routes).map(({ route }) => route.path)).toEqual([
    '/users',
    '/users/me',
    '/users/{id}',
    '/users/{id}/events',
  ]);
});

it('refuses two routes that cannot be told apart, by a caller or by a generated client', () => {
  expect(() => inRoutingOrder([mounted('get', '/users/{id}'), mounted('get', '/users/{name}')])).toThrow(
    /both declare the route get/,
  );
  expect(() => inRoutingOrder([mounted('get', '/a', 'same'), mounted('get', '/b', 'same')])).toThrow(
    /both declare the route same/,
  );
});

it('knows which methods a path answers', () => {
  const routes = [mounted('put', '/users/{id}'), mounted('get', '/users/{id}'), mounted('get', '/users')];
  expect(methodsAt(routes, '/users/7')).toEqual(['GET', 'HEAD', 'OPTIONS', 'PUT']);
  expect(methodsAt(routes, '/users/7/friends')).toEqual([]);
});
