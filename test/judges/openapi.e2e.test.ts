import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testShop } from '../support/test-shop.ts';
import { type Finding, redocly, spectral } from './linters.ts';

// With the bus of production, because the routes of the platform's administration come with it.
const shop = testShop(undefined, { bus: 'real' });

const Document = z.looseObject({ paths: z.record(z.string(), z.unknown()) });
let document: z.output<typeof Document>;

beforeAll(async () => {
  document = (await shop.asGuest().get('/openapi.json')).as(Document);
});

const rulesOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ rule }) => rule))].toSorted();
const errorsIn = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error');

/** The document with a path that is there under another name, and that anybody may write to without a limit. */
const spoilt = () => ({
  ...document,
  paths: {
    ...document.paths,
    '/v1/orders/{number}': { post: { operationId: 'getOrder', responses: { 200: { description: 'Done' } } } },
  },
});

describe('Spectral, by its rules for OpenAPI and those of OWASP', () => {
  it('finds no error in the document of the whole shop, and no warning but those that were looked at', async () => {
    const findings = await spectral(document);
    expect(errorsIn(findings)).toEqual([]);
    expect(rulesOf(findings)).toEqual(LOOKED_AT);
  }, 120_000);

  it('refuses a document that is wrong', async () => {
    expect(rulesOf(errorsIn(await spectral(spoilt())))).toEqual(
      expect.arrayContaining(['operation-operationId-unique', 'path-params', 'owasp:api2:2023-write-restricted']),
    );
  }, 120_000);
});

describe('Redocly, by its recommended rules', () => {
  it('finds nothing in the document of the whole shop', async () => {
    expect(await redocly(document)).toEqual([]);
  }, 120_000);

  it('refuses a document that is wrong', async () => {
    expect(rulesOf(errorsIn(await redocly(spoilt())))).toEqual(
      expect.arrayContaining(['no-identical-paths', 'operation-operationId-unique', 'security-defined']),
    );
  }, 120_000);
});

// Argued in docs/decisions/0013.
const LOOKED_AT = [
  'oas3-operation-security-defined',
  'owasp:api4:2023-string-restricted',
  'owasp:api8:2023-define-error-responses-401',
];
