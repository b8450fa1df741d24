import { defineRoute, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import { TooManyAttempts, UserNotFound } from '../domain/errors.ts';
import { findCredentialOf } from '../queries/find-credential.ts';
import { getUser } from '../queries/get-user.ts';
import type { ChangeProfile } from '../use-cases/change-profile.ts';
import type { HashNewPassword } from '../use-cases/hash-new-password.ts';
import type { PasswordChange, PreparedPasswordChange, PreparePasswordChange } from '../use-cases/prepare-password-change.ts';
import type { RegisterUser } from '../use-cases/register-user.ts';
import { userOf } from './caller.ts';
import { ChangeProfileBody, Profile, RegisterUserBody } from './schemas.ts';
import type { SignInRouteDeps } from './sign-in-route.ts';
import { profileOf } from './views.ts';

export interface ProfileRoutesDeps {
  readonly hashNewPassword: HashNewPassword;
  readonly registerUser: RegisterUser;
  readonly preparePasswordChange: PreparePasswordChange;
  readonly takeTurn: SignInRouteDeps['takeTurn'];
  readonly networkOf: SignInRouteDeps['networkOf'];
  readonly changeProfile: ChangeProfile;
}

/** A person's own account. */
export function profileRoutes(deps: ProfileRoutesDeps): readonly Route[] {
  return [registerRoute(deps), showRoute(), changeRoute(deps)];
}

function registerRoute({ hashNewPassword, registerUser }: ProfileRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/users',
    operationId: 'registerUser',
    summary: 'Register',
    access: 'public',
    bucket: 'sign-in',
    body: RegisterUserBody,
    replies: { 201: Profile },
    refusals: { 400: ['identity.weak_password'], 409: ['identity.email_taken'], 503: ['identity.busy'] },
    async handle({ body: { email, name, password }, transaction }) {
      const passwordHash = await hashNewPassword(password, email);
      return transaction(async (tx) => {
        const user = await registerUser(tx, { email, name, passwordHash });
        return { status: 201, body: profileOf(user), version: user.version };
      });
    },
  });
}

function showRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/users/me',
    operationId: 'getOwnProfile',
    summary: 'Show the own profile',
    access: 'identity:read',
    replies: { 200: Profile },
    refusals: { 403: ['identity.users_only'], 404: ['identity.user_not_found'] },
    async handle(request) {
      const user = await request.read((db) => getUser(db, userOf(request).id));
      if (!user) throw new UserNotFound();
      return { status: 200 as const, body: profileOf(user), version: user.version };
    },
  });
}

function changeRoute(deps: ProfileRoutesDeps): Route {
  return defineRoute({
    method: 'patch',
    path: '/v1/users/me',
    operationId: 'changeOwnProfile',
    summary: 'Change name, email address or password',
    description: 'Leave out what stays. A new password needs `currentPassword`, and ends every session: sign in again.',
    access: 'identity:write',
    body: ChangeProfileBody,
    ifMatch: 'accepted',
    replies: { 200: Profile },
    refusals: {
      400: ['identity.weak_password'],
      403: ['identity.users_only', 'identity.wrong_password'],
      404: ['identity.user_not_found'],
      409: ['identity.email_taken'],
      429: ['identity.too_many_attempts'],
      412: ['identity.profile_changed'],
      503: ['identity.busy'],
    },
    async handle(request) {
      const { id: userId } = userOf(request);
      const { name, email, password: newPassword, currentPassword } = request.body;
      const change =
        newPassword === undefined || currentPassword === undefined ? undefined : { currentPassword, password: newPassword };
      const password = change && (await checkedChange(deps, request, userId, change));
      return request.transaction(async (tx) => {
        const user = await deps.changeProfile(tx, { userId, name, email, password, ifVersion: request.ifMatch });
        return { status: 200, body: profileOf(user), version: user.version };
      });
    },
  });
}

/** Whoever holds a stolen access token guesses the password no faster here than at the door. */
async function checkedChange(
  { preparePasswordChange, takeTurn, networkOf }: ProfileRoutesDeps,
  { read, cause, clientAddress }: Pick<RouteRequest, 'read' | 'cause' | 'clientAddress'>,
  userId: string,
  change: PasswordChange,
): Promise<PreparedPasswordChange> {
  const known = await read((db) => findCredentialOf(db, userId));
  if (!known) throw new UserNotFound();
  const turn = await takeTurn(cause, { email: known.email, network: networkOf(clientAddress) });
  if (turn.kind === 'delayed') throw new TooManyAttempts(turn.seconds);
  return preparePasswordChange(known, change);
}
