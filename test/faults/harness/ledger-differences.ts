import type { Session } from '#shared-kernel/database/session.ts';
import type { ChargeRow } from './evidence.ts';

interface Booked {
  readonly charge: string;
  readonly orderId: string;
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly voided: boolean;
}

export interface LedgerDifference {
  readonly charge: string;
  readonly orderId: string;
  readonly text: string;
}

/** Holds our ledger of payments against the provider's, charge by charge; written anew, so that it shares no mistake. */
export async function ledgerDifferences({ sql }: Session, charges: readonly ChargeRow[]): Promise<readonly LedgerDifference[]> {
  const ours = await sql<Booked>`
    select payment.charge, payment.order_id as "orderId",
      coalesce(sum(entry.amount_minor) filter (where entry.kind = 'authorization'), 0)::bigint as "authorizedMinor",
      coalesce(sum(entry.amount_minor) filter (where entry.kind = 'capture'), 0)::bigint as "capturedMinor",
      coalesce(sum(entry.amount_minor) filter (where entry.kind = 'refund'), 0)::bigint as "refundedMinor",
      count(*) filter (where entry.kind = 'void') > 0 as voided
    from payments.payments as payment join payments.payment_entries as entry on entry.payment_id = payment.id
    where payment.charge is not null group by payment.id`;
  const booked = new Map(ours.map((row) => [row.charge, row]));
  const differences = charges.flatMap((theirs) => {
    const row = booked.get(theirs.id);
    booked.delete(theirs.id);
    const { id: charge, orderId } = theirs;
    if (!row) return [{ charge, orderId, text: `charge ${charge} of order ${orderId} is not in our ledger` }];
    const text = `charge ${charge}: ours ${show(row)}, theirs ${show(theirs)}`;
    return show(row) === show(theirs) ? [] : [{ charge, orderId, text }];
  });
  const ownOnly = [...booked].map(([charge, { orderId }]) => {
    return { charge, orderId, text: `charge ${charge} is not in the provider's ledger` };
  });
  return [...differences, ...ownOnly];
}

function show({ orderId, authorizedMinor, capturedMinor, refundedMinor, voided }: Omit<Booked, 'charge'>): string {
  return JSON.stringify({ orderId, authorizedMinor, capturedMinor, refundedMinor, voided });
}
