import type { AppModule } from '#shared-kernel/module.ts';
import type { MountedRoute } from '../mounted-route.ts';
import type { ApiDocument, Operation } from './api-document.ts';
import { HEADERS } from './describe-headers.ts';
import { describeOperation } from './describe-operation.ts';
import { describeWebhooks } from './describe-webhooks.ts';
import { collectSchemas } from './schemas.ts';

export interface ApiToDescribe {
  readonly version: string;
  /** The modules, and the platform: the chapters of the document. */
  readonly parts: readonly PartToDescribe[];
  readonly mounted: readonly MountedRoute[];
}

interface PartToDescribe extends Pick<AppModule, 'name' | 'purpose'>, Partial<Pick<AppModule, 'webhooks'>> {}

/** The OpenAPI 3.1 document of exactly the routes that are served. */
export function describeApi({ version, parts, mounted }: ApiToDescribe): ApiDocument {
  const schemas = collectSchemas();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const each of mounted) {
    const { path, method } = each.route;
    paths[path] = { ...paths[path], [method]: describeOperation(each, schemas) };
  }
  const described = new Set(mounted.map(({ owner }) => owner));
  return {
    openapi: '3.1.0',
    info: { title: 'Tessera', version, description: CONVENTIONS, contact: CONTACT, license: LICENSE },
    servers: [
      { url: '/', description: 'The shop that serves this document, in production or on your machine', 'x-internal': false },
    ],
    tags: parts.filter(({ name }) => described.has(name)).map(({ name, purpose }) => ({ name, description: purpose })),
    paths,
    webhooks: describeWebhooks(parts, schemas),
    components: {
      schemas: schemas.components,
      headers: usedAmong(paths),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function usedAmong(paths: ApiDocument['paths']): ApiDocument['components']['headers'] {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const responses = operations.flatMap((operation) => Object.values(operation.responses));
  const used = new Set(responses.flatMap(({ headers }) => Object.keys(headers)));
  return Object.fromEntries(Object.entries(HEADERS).filter(([name]) => used.has(name)));
}

const CONTACT = { name: 'Whoever runs this shop' };
const LICENSE = { name: 'MIT', identifier: 'MIT' };

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token, from `POST /v1/sessions` or `POST /oauth/token`. A JWT, signed and checked as RFC8725 advises; ' +
      'its keys are at `/.well-known/jwks.json`. Good for minutes: get the next one with the refresh token.',
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'A key of a storefront, which may stand in its pages, or a secret one of a program, which holds scopes.',
  },
} as const;

const CONVENTIONS = `A headless shop. What holds everywhere:

- Bodies are JSON in camelCase. Unknown fields and unknown query parameters are refused. Money is \`{"amountMinor": 1999, "currency": "EUR"}\`; times are RFC 3339 in UTC; ids are opaque strings.
- A refusal is a problem document (RFC 9457). Decide by its \`code\`, which is stable; repeat the same request where \`retryable\` is true; \`errors\` points at what is wrong in an input. Quote \`requestId\` in a report.
- POST and PATCH take an \`Idempotency-Key\`: repeated with the same key and body, within 72 hours, a request gets its first answer again (\`Idempotent-Replayed: true\`). Take a random UUID for each request.
- Lists answer \`{"data": [...], "hasMore": true, "nextCursor": "..."}\`; send \`cursor\` to go on.
- An \`ETag\` names a version. Send it as \`If-None-Match\` to read only what is new, and as \`If-Match\` to change only what you have seen.
- Work that takes time answers 202 with a \`Location\`. With \`Prefer: wait=10\` the answer waits for the end, ten seconds at most.
- A guest's cart or order answers an \`accessKey\`: send it as \`X-Access-Key\` to see it again.
- Each caller has so many requests of each kind in a while: \`RateLimit\` tells what is left, 429 and \`Retry-After\` when it is too much.
- \`X-Request-Id\` and \`traceparent\` are taken over where you send them.`;
