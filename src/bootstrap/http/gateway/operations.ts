import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '#shared-kernel/http.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';

/** Who may look into the process: whoever runs it, and nobody else but where it is being developed. */
export interface Operations {
  /** What `/metrics` asks for. */
  readonly access: Access;
  /** Whether this `Authorization` shows what `/ready` has found out. */
  isOperator(authorization: string | undefined): boolean;
  /** Takes the token of operations besides those that `tokens` takes. */
  verifier(tokens: TokenVerifier): TokenVerifier;
}

const SCOPE = 'operations:read';

/** Without a token, development shows everything and production nothing. */
export function operations(token: string | undefined, development: boolean): Operations {
  const open = token === undefined && development;
  const isToken = (sent: string) => token !== undefined && timingSafeEqual(digest(sent), digest(token));
  return {
    access: open ? 'public' : SCOPE,
    isOperator: (authorization) => open || isToken(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''),
    verifier: (tokens) => ({
      verify: async (sent) => (isToken(sent) ? { kind: 'client', id: 'operations', scopes: [SCOPE] } : tokens.verify(sent)),
    }),
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
