import { createHash } from 'node:crypto';
import { z } from 'zod';

const Minor = z.int().nonnegative();
const Currency = z.string().regex(/^[A-Z]{3}$/);

/** What can be asked of the sandbox, as it arrives. */
export const AuthorizeBody = z.strictObject({
  amountMinor: Minor,
  currency: Currency,
  token: z.string().min(1),
  orderId: z.string().min(1),
});
export const AmountBody = z.strictObject({ amountMinor: Minor, currency: Currency });
export const VoidBody = z.strictObject({});

export type SandboxRequest =
  | { readonly operation: 'authorize'; readonly body: z.infer<typeof AuthorizeBody> }
  | { readonly operation: 'capture' | 'refund'; readonly chargeId: string; readonly body: z.infer<typeof AmountBody> }
  | { readonly operation: 'void'; readonly chargeId: string; readonly body: z.infer<typeof VoidBody> };

/** Equal for equal requests; says nothing of the token in them. */
export function fingerprintOf(request: SandboxRequest): string {
  const target = 'chargeId' in request ? request.chargeId : '';
  const body = Object.entries(request.body).sort(([a], [b]) => a.localeCompare(b));
  return createHash('sha256')
    .update(JSON.stringify([request.operation, target, body]))
    .digest('hex');
}
