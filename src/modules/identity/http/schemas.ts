import { z } from 'zod';
import { PageQuery } from '#shared-kernel/paging.ts';
import { ROLES } from '../domain/roles.ts';
import { ACTOR_KINDS, SECURITY_ACTS, SUBJECT_KINDS } from '../domain/security-act.ts';

const EmailAddress = z.string().trim().toLowerCase().max(254).meta({ format: 'email' }).pipe(z.email());
// It stands in the header and the first line of every mail.
const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const NewPassword = z.string().min(8).max(200).describe('8 to 200 characters; length is what makes it strong.');
// No pattern here: what nobody could have registered is just a wrong password.
const GivenPassword = z.string().min(1).max(200);
const RoleName = z.enum(ROLES);

const SIGN_IN = { email: 'ada@example.com', password: 'correct horse battery' };

export const RegisterUserBody = z
  .strictObject({ email: EmailAddress, password: NewPassword, name: PersonName })
  .meta({ examples: [{ ...SIGN_IN, name: 'Ada Lovelace' }] });

export const ChangeProfileBody = z
  .strictObject({
    name: PersonName.optional(),
    email: EmailAddress.optional(),
    password: NewPassword.optional().describe('Ends every session of the user. Needs `currentPassword`.'),
    currentPassword: GivenPassword.optional(),
  })
  .refine(({ password, currentPassword }) => password === undefined || currentPassword !== undefined, {
    path: ['currentPassword'],
    error: 'Send the current password to set a new one.',
  })
  .meta({ examples: [{ name: 'Ada King' }] });

export const OpenSessionBody = z
  .strictObject({ email: z.string().trim().toLowerCase().min(1).max(254), password: GivenPassword })
  .meta({ examples: [SIGN_IN] });

const ClientFields = {
  client_id: z.string().max(500).optional(),
  client_secret: z.string().max(500).optional().describe('Or both by HTTP Basic, which is better.'),
};

/** RFC 6749, section 3.2: parameters that are not known are ignored, so this one object is not strict. */
export const TokenForm = z
  .object({
    grant_type: z.string().max(100).optional().describe('`client_credentials` or `refresh_token`'),
    refresh_token: z.string().max(500).optional(),
    scope: z.string().max(2_000).optional().describe('Separated by spaces; all that there is where it is left out.'),
    ...ClientFields,
  })
  .meta({ examples: [{ grant_type: 'refresh_token', refresh_token: 'the-one-that-came-with-the-session' }] });

/** RFC 7009, section 2.1. */
export const RevocationForm = z
  .object({
    token: z.string().max(5_000).optional().describe('A refresh token or an access token.'),
    token_type_hint: z.string().max(100).optional().describe('Not needed: the two look different.'),
    ...ClientFields,
  })
  .meta({ examples: [{ token: 'the-refresh-token-of-the-session' }] });

export const AssignRolesBody = z
  .strictObject({ roles: z.array(RoleName).max(ROLES.length).describe('`customer` is everybody and need not be said.') })
  .meta({ examples: [{ roles: ['staff'] }] });

export const UserParams = z.strictObject({ id: z.uuid() });

export const ListUsersQuery = PageQuery.extend({
  email: EmailAddress.optional().describe('The whole address.'),
  role: RoleName.optional().describe('Only users who have it.'),
});

const MAX_SUBJECT_LENGTH = 100;

export const ListAuditEventsQuery = PageQuery.extend({
  act: z.enum(SECURITY_ACTS).optional().describe('Only acts of this kind.'),
  actorId: z.uuid().optional().describe('Only what this user or client did.'),
  subjectId: z
    .string()
    .min(1)
    .max(MAX_SUBJECT_LENGTH)
    .optional()
    .describe('Only what happened to this user, session, client or key.'),
});

const AuditActor = z.strictObject({
  kind: z.enum(ACTOR_KINDS),
  id: z.uuid().optional().describe('Of a user or a client.'),
});

export const AuditEvent = z
  .strictObject({
    id: z.uuid(),
    at: z.iso.datetime(),
    act: z.string().max(100).describe('What was done. There will be more of them than the filter knows now.'),
    actor: AuditActor,
    subject: z.strictObject({ kind: z.enum(SUBJECT_KINDS), id: z.string().max(MAX_SUBJECT_LENGTH) }).optional(),
    requestId: z.string().max(255).describe('Of the request or the command that did it, as the log has it.'),
  })
  .meta({ id: 'AuditEvent' });

export const Profile = z
  .strictObject({ id: z.uuid(), email: z.string().max(254), name: z.string().max(200), createdAt: z.iso.datetime() })
  .meta({ id: 'Profile' });

export const UserAccount = Profile.extend({ roles: z.array(RoleName).max(ROLES.length) }).meta({ id: 'UserAccount' });

const AccessToken = z.string().max(10_000);
const RefreshToken = z.string().max(500);

export const SessionTokens = z
  .strictObject({
    accessToken: AccessToken,
    refreshToken: RefreshToken.describe('Good once: each refresh answers with the next one.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({ id: 'SessionTokens' });

/** RFC 6749, section 5.1. */
export const OAuthTokens = z
  .strictObject({
    access_token: AccessToken,
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    refresh_token: RefreshToken.optional().describe('Good once. Programs get none.'),
    scope: z.string().max(5_000),
  })
  .meta({ id: 'OAuthTokens' });

/** RFC 7517. */
export const JsonWebKeySet = z
  .strictObject({
    keys: z
      .array(
        z.strictObject({
          kid: z.string().max(100),
          kty: z.literal('EC'),
          crv: z.literal('P-256'),
          x: z.string().length(43),
          y: z.string().length(43),
          alg: z.literal('ES256'),
          use: z.literal('sig'),
        }),
      )
      .max(100),
  })
  .meta({ id: 'JsonWebKeySet' });

const names = z.array(z.string().max(100)).max(100);

/** RFC 8414. */
export const AuthorizationServer = z
  .strictObject({
    issuer: z.url(),
    token_endpoint: z.url(),
    revocation_endpoint: z.url(),
    introspection_endpoint: z.url(),
    jwks_uri: z.url(),
    grant_types_supported: names,
    response_types_supported: names,
    token_endpoint_auth_methods_supported: names,
    revocation_endpoint_auth_methods_supported: names,
    scopes_supported: names,
    service_documentation: z.url(),
  })
  .meta({ id: 'AuthorizationServer' });
