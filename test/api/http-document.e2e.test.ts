import { expect, it } from 'vitest';
import { z } from 'zod';
import { testShop } from '../support/test-shop.ts';
import { notesControl, notesModule } from './notes-module.ts';

const shop = testShop([notesModule(notesControl())]);
const guest = shop.asGuest();

const Operation = z.looseObject({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) });
const Document = z.object({
  openapi: z.literal('3.1.0'),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.record(z.string(), z.unknown()) }),
});

const readDocument = async () => (await guest.get('/openapi.json')).as(Document);

it('documents exactly the routes that are served', async () => {
  const { paths } = await readDocument();
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = shop.app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(documented.toSorted()).toEqual(served.toSorted());
});

it('documents what a client must send and every way in which it can be refused', async () => {
  const { paths, components } = await readDocument();
  expect(paths['/v1/notes']?.post).toMatchObject({
    operationId: 'writeNote',
    tags: ['catalog'],
    security: [{}, { bearer: ['catalog:write'] }, { apiKey: ['catalog:write'] }],
    parameters: [
      { name: 'X-Access-Key', in: 'header', required: false },
      { name: 'Idempotency-Key', in: 'header', required: true },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { required: ['text'], additionalProperties: false } } },
    },
    responses: {
      201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } },
      409: {
        content: {
          'application/problem+json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Problem' },
                { properties: { code: { enum: ['http.idempotency_key_in_use', 'catalog.note_refused'] } } },
              ],
            },
          },
        },
      },
    },
  });
  expect(Object.keys(paths['/v1/notes']?.get?.responses ?? {})).toContain('304');
  expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(['Note', 'Problem', 'Readiness']));
});

it('refers to no schema that it does not hold', async () => {
  const document = await readDocument();
  const referred = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name] of referred) expect(document.components.schemas).toHaveProperty(name ?? '');
});

it('is shown on a page that has all its parts from the shop itself, and none of them in the page', async () => {
  const page = await guest.get('/docs');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toContain('unsafe');
  expect(page.body).not.toMatch(/<style|<script>|(src|href)="(https?:)?\/\//);
  const parts = z
    .string()
    .parse(page.body)
    .matchAll(/(?:src|href)="(\/[^"]+)"/g);
  for (const [, part = ''] of parts) expect(await guest.get(part), part).toMatchObject({ status: 200 });
});

it('has a page that explains each refusal where a problem document points', async () => {
  const { body } = await guest.get('/docs/problems');
  for (const code of ['catalog.note_refused', 'http.method_not_allowed', 'http.not_found'])
    expect(body).toContain(`id="${code}"`);
  expect(body).toContain('href="/docs#/catalog/writeNote"');
  expect(body).not.toContain('<script');
});

it('tells that the process lives and is ready', async () => {
  await expect(guest.get('/health')).resolves.toMatchObject({ status: 200, body: { ok: true } });
  await expect(guest.get('/ready')).resolves.toMatchObject({ status: 200, body: { ok: true, checks: [] } });
});
