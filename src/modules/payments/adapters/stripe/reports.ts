import Stripe from 'stripe';
import { z } from 'zod';
import type { ChargeReport, DisputeReport, RefundReport } from '../../domain/charge-report.ts';
import type { ProviderCharge } from '../../ports/provider-ledger.ts';
import { fromStripe } from './amounts.ts';

/** What Stripe shows of a PaymentIntent, its refunds and disputes; undefined where nothing was ever set aside. */
export async function inspectCharge(stripe: Stripe, id: string): Promise<ChargeReport | undefined> {
  const intent = await intentNamed(stripe, id);
  const status = intent && statusOf(intent);
  if (!intent || !status) return undefined;
  const about = { payment_intent: id, limit: 100 };
  const refunds: RefundReport[] = [];
  const disputes: DisputeReport[] = [];
  if (status === 'captured') {
    for await (const refund of stripe.refunds.list(about)) refunds.push(refundReport(refund));
    for await (const dispute of stripe.disputes.list(about)) disputes.push(disputeReport(dispute));
  }
  return {
    charge: id,
    status,
    key: intent.metadata.key,
    orderId: OrderId.parse(intent.metadata.orderId),
    capturedMinor: fromStripe(intent.amount_received, intent.currency),
    refunds,
    disputes,
  };
}

/** Every PaymentIntent under which something was set aside, as Stripe lists them. */
export async function* allCharges(stripe: Stripe): AsyncGenerator<ProviderCharge> {
  for await (const intent of stripe.paymentIntents.list({ limit: 100, expand: ['data.latest_charge'] })) {
    if (statusOf(intent)) yield chargeTotals(intent);
  }
}

const OrderId = z.uuid().optional().catch(undefined);

async function intentNamed(stripe: Stripe, id: string): Promise<Stripe.PaymentIntent | undefined> {
  try {
    return await stripe.paymentIntents.retrieve(id);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return undefined;
    throw error;
  }
}

function statusOf({ status, latest_charge }: Stripe.PaymentIntent): ChargeReport['status'] | undefined {
  if (status === 'requires_capture') return 'authorized';
  if (status === 'succeeded') return 'captured';
  return status === 'canceled' && latest_charge !== null ? 'voided' : undefined;
}

function refundReport({ id: reference, amount, currency, metadata, status, failure_reason }: Stripe.Refund): RefundReport {
  const about = { reference, key: metadata?.key, amountMinor: fromStripe(amount, currency) };
  if (status === 'succeeded') return { ...about, status };
  if (status !== 'failed' && status !== 'canceled') return { ...about, status: 'pending' };
  const failure = { code: failure_reason ?? `refund_${status}`, detail: 'Stripe could not give the amount back.' };
  return { ...about, status: 'failed', failure };
}

function disputeReport({ id: reference, amount, currency, reason, status }: Stripe.Dispute): DisputeReport {
  return { reference, amountMinor: fromStripe(amount, currency), reason, status: DECIDED.get(status) ?? 'open' };
}

// An inquiry that was closed, and a dispute that was prevented, leave the money where it is.
const DECIDED: ReadonlyMap<string, DisputeReport['status']> = new Map([
  ['won', 'won'],
  ['warning_closed', 'won'],
  ['prevented', 'won'],
  ['lost', 'lost'],
]);

function chargeTotals(intent: Stripe.PaymentIntent): ProviderCharge {
  const { id, amount, amount_received, currency, metadata, latest_charge: latest } = intent;
  const captured = statusOf(intent) === 'captured';
  const refunded = captured && latest !== null && typeof latest === 'object' ? latest.amount_refunded : 0;
  return {
    charge: id,
    orderId: metadata.orderId ?? '',
    currency: currency.toUpperCase(),
    authorizedMinor: fromStripe(amount, currency),
    capturedMinor: fromStripe(amount_received, currency),
    refundedMinor: fromStripe(refunded, currency),
    voided: intent.status === 'canceled',
  };
}
