import { z } from 'zod';
import { ROLES } from '../domain/roles.ts';

/** RFC 7662, section 2.1: parameters that are not known are ignored, so this object is not strict. */
export const IntrospectionForm = z
  .object({
    token: z.string().min(1).max(10_000).describe('An access token or an API key.'),
    token_type_hint: z.string().max(100).optional().describe('Not needed: the two look different.'),
  })
  .meta({ examples: [{ token: 'the-access-token-that-somebody-showed' }] });

const Seconds = z.int().describe('In seconds since 1970.');

/** RFC 7662, section 2.2. */
export const Introspection = z
  .strictObject({
    active: z.boolean(),
    scope: z.string().max(5_000).optional(),
    client_id: z.uuid().optional().describe('Of a program or a storefront.'),
    token_type: z.literal('Bearer').optional().describe('Of an access token.'),
    exp: Seconds.optional(),
    iat: Seconds.optional(),
    sub: z.uuid().optional(),
    iss: z.string().max(1_000).optional(),
    jti: z.uuid().optional(),
    kind: z
      .enum(['user', 'client', 'storefront'])
      .optional()
      .describe('A storefront is known by a publishable key: who uses it is a guest.'),
    roles: z.array(z.enum(ROLES)).max(ROLES.length).optional().describe('Of a user.'),
  })
  .meta({ id: 'Introspection' });
export type Introspection = z.output<typeof Introspection>;

/** So that whoever begins needs few pages. */
const MOST_REVOCATIONS = 5_000;

export const ListRevocationsQuery = z.strictObject({
  since: z.iso.datetime().optional().describe('Only what was recorded after it; a little over a day where it is left out.'),
  limit: z.coerce.number().int().min(1).max(MOST_REVOCATIONS).default(MOST_REVOCATIONS).describe('How many to answer at most.'),
  cursor: z.string().max(1_000).optional().describe('`nextCursor` of the page before; opaque.'),
});

const Revocation = z.strictObject({
  id: z.uuid().describe('Of a session, a user, a client or a single access token.'),
  belowVersion: z.int().describe('Tokens of this version and of later ones stay good.'),
  recordedAt: z.iso.datetime(),
});

export const RevocationList = z
  .strictObject({
    data: z.array(Revocation).max(MOST_REVOCATIONS),
    hasMore: z.boolean(),
    nextCursor: z.string().max(1_000).optional(),
  })
  .meta({ id: 'RevocationList' });
