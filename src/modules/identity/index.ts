import { z } from 'zod';
import { CheckPrivacyRequestV1 } from '#contracts/identity/check-privacy-request.v1.ts';
import { ExportUserV1 } from '#contracts/identity/export-user.v1.ts';
import { SecurityActRecordedV1 } from '#contracts/identity/security-act-recorded.v1.ts';
import { UserDataExportedV1 } from '#contracts/identity/user-data-exported.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { tokenSettings } from '#shared-kernel/access-tokens/token-settings.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type HealthCheck, type Platform } from '#shared-kernel/module.ts';
import { keyEncryptionKeys } from '#shared-kernel/secret-box.ts';
import { type FirstSignIn, firstSignInOf } from './adapters/first-sign-in-file.ts';
import { networkOf } from './adapters/network-of.ts';
import { clientVerbs } from './admin-verbs/clients.ts';
import { createAdminVerb } from './admin-verbs/create-admin.ts';
import { listAuditEventsVerb } from './admin-verbs/list-audit-events.ts';
import { privacyRequestVerbs } from './admin-verbs/privacy-requests.ts';
import { resealKeysVerb } from './admin-verbs/reseal-keys.ts';
import { rotateKeysVerb } from './admin-verbs/rotate-keys.ts';
import { identityContainer, KEY_RING, PASSWORDS, PRIVACY_REQUESTS, TOKENS, USE_CASES } from './container.ts';
import { identityRoutes } from './http/routes.ts';
import type { SignInRouteDeps } from './http/sign-in-route.ts';
import { personalData } from './persistence/personal-data.ts';
import { privacyTables } from './persistence/privacy-schema.ts';
import { identityTables } from './persistence/schema.ts';
import type { KeyRing } from './ports/key-ring.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { hasAdmin } from './queries/has-admin.ts';
import { pruneAuditEventsSchedule } from './schedules/prune-audit-events.ts';
import { pruneSessionsSchedule } from './schedules/prune-sessions.ts';
import { removeExpiredExportsSchedule } from './schedules/remove-expired-exports.ts';
import { rotateSigningKeysSchedule } from './schedules/rotate-signing-keys.ts';
import {
  advanceErasureOnUserDataErased,
  advanceExportOnUserDataExported,
  checkPrivacyRequest,
  exportUser,
} from './subscriptions/advance-privacy-request.ts';
import { erasureReports, exportParts } from './use-cases/privacy-request-answers.ts';
import type { TakeTurn } from './use-cases/take-turn.ts';

const SECONDS_PER_DAY = 86_400;

const days = (fallback: number) => z.coerce.number().int().min(1).max(365).default(fallback);

const Settings = z
  .object({
    ...tokenSettings,
    ACCESS_TOKEN_SECONDS: z.coerce
      .number()
      .int()
      .min(60)
      .max(SECONDS_PER_DAY)
      .default(900)
      .describe('How long an access token is good, where it is not revoked before.'),
    SESSION_IDLE_DAYS: days(30).describe('A session that is not refreshed for so many days ends.'),
    SESSION_MAX_DAYS: days(90).describe('A session ends after so many days, however often it is refreshed.'),
    AUDIT_DAYS: z.coerce.number().int().min(90).max(3_650).default(400).describe('Audit events are removed after so many days.'),
    SIGNING_KEY_DAYS: days(30).describe('The key that signs access tokens is replaced after so many days.'),
    TESSERA_KEY_ENCRYPTION_KEYS: keyEncryptionKeys(
      'What the signing keys are encrypted under at rest: `<id>:<32 bytes in base64>`, newest first, separated by commas.',
    ),
    PRIVACY_STEP_SECONDS: z.coerce
      .number()
      .min(0.1)
      .default(60)
      .describe(
        'How long a module may take to erase or collect what it holds of a user before it is asked again, in seconds. Asked nine times, each wait twice as long.',
      ),
    TESSERA_ADMIN_EMAIL: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.email())
      .optional()
      .describe('The first admin, made at start if missing. Development makes one up where there is none.'),
    TESSERA_ADMIN_PASSWORD: z.string().min(8).max(200).optional().describe('The password of the first admin.'),
  })
  .refine((settings) => (settings.TESSERA_ADMIN_EMAIL === undefined) === (settings.TESSERA_ADMIN_PASSWORD === undefined), {
    path: ['TESSERA_ADMIN_PASSWORD'],
    error: 'set TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD together, or neither',
  });
type Settings = z.output<typeof Settings>;

/** Accounts, sessions, and the keys that sign access tokens. */
export const identityModule = defineModule({
  name: 'identity',
  owner: 'team-identity',
  purpose: 'Knows who somebody is and what they may do, and says so in tokens that every module checks by itself.',
  tables: [...identityTables, ...privacyTables],
  personalData,
  publishes: [UserRegisteredV1, UserUpdatedV1, UserErasedV1, SecurityActRecordedV1, UserDataExportedV1],
  receives: [CheckPrivacyRequestV1, ExportUserV1],
  hears: [...erasureReports, ...exportParts],
  settings: Settings,
  assemble(platform, settings) {
    const { database, log, clock, signals } = platform;
    const parts = identityContainer(platform, optionsOf(settings));
    const [keyRing, useCases] = [parts.resolve(KEY_RING), parts.resolve(USE_CASES)];
    const data = parts.resolve(PRIVACY_REQUESTS);
    const edges = {
      issuer: settings.TOKEN_ISSUER,
      networkOf,
      takeTurn: platform.limitsOff ? freeTurn : takingTurns(database, useCases.takeTurn),
    };
    const afterSeconds = settings.SIGNING_KEY_DAYS * SECONDS_PER_DAY;
    return {
      tokens: parts.resolve(TOKENS),
      routes: identityRoutes({ ...useCases, ...data, ...edges, clock, signals }),
      schedules: [
        rotateSigningKeysSchedule({ database, log, keyRing, rotateKeys: useCases.rotateKeys, afterSeconds }),
        pruneSessionsSchedule(database, useCases.pruneSessions),
        pruneAuditEventsSchedule(database, useCases.pruneAuditEvents),
        removeExpiredExportsSchedule(database, data.removeExpiredExports),
      ],
      subscriptions: [
        advanceErasureOnUserDataErased(data.takeErasureReport),
        advanceExportOnUserDataExported(data.takeExportPart),
        checkPrivacyRequest(data.sagas),
        exportUser({ ...platform, collect: collectUserRecords }),
      ],
      checks: [signingKeyIsThere(keyRing)],
      adminVerbs: [
        createAdminVerb({ database, ...useCases }),
        rotateKeysVerb(database, useCases.rotateKeys),
        resealKeysVerb(database, useCases.resealKeys),
        ...privacyRequestVerbs(database, data.settlePrivacyRequest),
        listAuditEventsVerb(database),
        ...clientVerbs({ database, ...useCases }),
      ],
      async start() {
        const cause = { correlationId: newId() };
        await database.transaction(cause, useCases.makeFirstKeys);
        const admin = await firstAdmin(platform, settings);
        if (!admin) return;
        const passwordHash = await parts.resolve(PASSWORDS).hash(admin.password);
        await database.transaction(cause, (tx) => useCases.ensureFirstAdmin(tx, { email: admin.email, passwordHash }));
      },
    };
  },
});

/** Committed at once, whatever becomes of the request. */
function takingTurns(database: Database, takeTurn: TakeTurn): SignInRouteDeps['takeTurn'] {
  return (cause, attempt) => database.transaction(cause, (tx) => takeTurn(tx, attempt));
}

const freeTurn: SignInRouteDeps['takeTurn'] = async () => ({ kind: 'taken' });

function optionsOf(settings: Settings) {
  return {
    issuer: settings.TOKEN_ISSUER,
    audience: settings.TOKEN_AUDIENCE,
    keyEncryptionKeys: settings.TESSERA_KEY_ENCRYPTION_KEYS,
    accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS,
    privacyStepSeconds: settings.PRIVACY_STEP_SECONDS,
    auditSeconds: settings.AUDIT_DAYS * SECONDS_PER_DAY,
    sessionPolicy: {
      idleSeconds: settings.SESSION_IDLE_DAYS * SECONDS_PER_DAY,
      maxSeconds: settings.SESSION_MAX_DAYS * SECONDS_PER_DAY,
    },
  };
}

async function firstAdmin(
  { database, development, directory, log }: Platform,
  settings: Settings,
): Promise<FirstSignIn | undefined> {
  const { TESSERA_ADMIN_EMAIL: email, TESSERA_ADMIN_PASSWORD: password } = settings;
  if (email !== undefined && password !== undefined) return { email, password };
  if (await database.read(hasAdmin)) return undefined;
  if (development) return firstSignInOf(directory);
  log.warn({}, 'there is no admin yet: set TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD, or run `users create-admin`');
  return undefined;
}

const signingKeyIsThere = (keyRing: KeyRing): HealthCheck => ({
  name: 'signing-key',
  async run() {
    const { kid } = await keyRing.signingKey();
    return `access tokens are signed by ${kid}`;
  },
});
