import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { nextStep, type Payment, stop, tombstone } from '../domain/payment.ts';
import type { Dependencies } from './dependencies.ts';

/** Sees to it that nothing more is taken for an order, also before anything was asked; returns the payment where a call is open. */
export const stopPayment =
  ({ payments, clock }: Dependencies) =>
  async (tx: Tx, orderId: string): Promise<Payment | undefined> => {
    const at = clock.now();
    const before = await payments.open(tx, tombstone(newId(), orderId), at);
    const after = stop(before);
    if (!before.stopped) await payments.save(tx, { before, after, at });
    return nextStep(after) && after;
  };
export type StopPayment = ReturnType<typeof stopPayment>;
