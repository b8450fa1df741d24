import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type HealthCheck } from '#shared-kernel/module.ts';
import { firstAdminOf } from './adapters/first-admin-file.ts';
import { createAdminVerb } from './admin-verbs/create-admin.ts';
import { rotateKeysVerb } from './admin-verbs/rotate-keys.ts';
import { identityContainer, KEY_RING, PASSWORDS, TOKENS, USE_CASES } from './container.ts';
import { identityRoutes } from './http/routes.ts';
import { identityTables } from './persistence/schema.ts';
import type { KeyRing } from './ports/key-ring.ts';
import { pruneSessionsSchedule } from './schedules/prune-sessions.ts';
import { rotateSigningKeysSchedule } from './schedules/rotate-signing-keys.ts';
import { IdentitySettings } from './settings.ts';
import { ensureFirstAdmin } from './startup/ensure-first-admin.ts';

/** Accounts, sessions, and the keys that sign access tokens. */
export const identityModule = defineModule({
  name: 'identity',
  owner: 'team-identity',
  purpose: 'Knows who somebody is and what he may do, and tells it in tokens that every module can check by itself.',
  tables: identityTables,
  publishes: [UserRegisteredV1, UserUpdatedV1, UserErasedV1],
  receives: [],
  hears: [],
  settings: IdentitySettings,
  assemble(platform, settings) {
    const { database, log } = platform;
    const parts = identityContainer(platform, settings);
    const [keyRing, useCases] = [parts.resolve(KEY_RING), parts.resolve(USE_CASES)];
    const afterSeconds = settings.SIGNING_KEY_DAYS * 86_400;
    return {
      tokens: parts.resolve(TOKENS),
      routes: identityRoutes(useCases, keyRing),
      schedules: [
        rotateSigningKeysSchedule({ database, log, keyRing, rotateKeys: useCases.rotateKeys, afterSeconds }),
        pruneSessionsSchedule(database, useCases.pruneSessions),
      ],
      checks: [signingKeyIsThere(keyRing)],
      adminVerbs: [createAdminVerb({ database, ...useCases }), rotateKeysVerb(database, useCases.rotateKeys)],
      async start() {
        await database.transaction({ correlationId: newId() }, useCases.makeFirstKeys);
        await ensureFirstAdmin({
          database,
          log,
          passwords: parts.resolve(PASSWORDS),
          registerUser: useCases.registerUser,
          configured: configuredAdmin(settings),
          generated: platform.development ? () => firstAdminOf(platform.directory) : undefined,
        });
      },
    };
  },
});

function configuredAdmin({ TESSERA_ADMIN_EMAIL: email, TESSERA_ADMIN_PASSWORD: password }: IdentitySettings) {
  return email === undefined || password === undefined ? undefined : { email, password };
}

const signingKeyIsThere = (keyRing: KeyRing): HealthCheck => ({
  name: 'signing-key',
  async run() {
    const { kid } = await keyRing.signingKey();
    return `access tokens are signed by ${kid}`;
  },
});
