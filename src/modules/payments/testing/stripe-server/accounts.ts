import { randomUUID } from 'node:crypto';
import { cardError, invalidRequest, missing, ok, type StripeAnswer } from './answers.ts';

export interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled';
  readonly amount_received: number;
  readonly last_payment_error: object | null;
  readonly latest_charge: { readonly id: string; readonly object: 'charge'; readonly amount_refunded: number } | null;
}

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly payment_intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly failure_reason?: string;
}

export interface Dispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly payment_intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly status: string;
}

/** Fields of a form, by the names that Stripe gives them: `amount`, `metadata[key]`. */
export type Form = Readonly<Record<string, string>>;

/** What Stripe keeps for an account, and what becomes of it. */
export class Accounts {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Refund[] = [];
  readonly disputes: Dispute[] = [];
  readonly #refusesCaptures = new Set<string>();

  create(form: Form): StripeAnswer {
    const { payment_method: card = '' } = form;
    if (!CARDS.has(card)) return missing('payment_method');
    const declined = CARDS.get(card)?.declined;
    const intent: Intent = {
      id: `pi_${randomUUID().replaceAll('-', '')}`,
      object: 'payment_intent',
      amount: Number(form.amount),
      currency: form.currency ?? '',
      metadata: metadataIn(form),
      status: declined === undefined ? 'requires_capture' : 'requires_payment_method',
      amount_received: 0,
      last_payment_error: declined === undefined ? null : { code: 'card_declined', decline_code: declined, message: DECLINED },
      latest_charge: declined === undefined ? { id: `ch_${randomUUID()}`, object: 'charge', amount_refunded: 0 } : null,
    };
    this.intents.set(intent.id, intent);
    if (CARDS.get(card)?.refusesCaptures) this.#refusesCaptures.add(intent.id);
    if (declined === undefined) return ok(intent);
    return cardError('card_declined', { decline_code: declined, payment_intent: intent });
  }

  capture(id: string, form: Form): StripeAnswer {
    const intent = this.intents.get(id);
    if (!intent) return missing('intent');
    if (intent.status !== 'requires_capture') return unexpected(intent);
    if (this.#refusesCaptures.has(id)) return cardError('card_declined', { decline_code: 'generic_decline' });
    const metadata = { ...intent.metadata, ...metadataIn(form) };
    return this.#keep({
      ...intent,
      metadata,
      status: 'succeeded',
      amount_received: Number(form.amount_to_capture ?? intent.amount),
    });
  }

  cancel(id: string): StripeAnswer {
    const intent = this.intents.get(id);
    if (!intent) return missing('intent');
    if (intent.status === 'succeeded' || intent.status === 'canceled') return unexpected(intent);
    return this.#keep({ ...intent, status: 'canceled' });
  }

  refund(form: Form, status: Refund['status'] = 'succeeded'): StripeAnswer {
    const intent = this.intents.get(form.payment_intent ?? '');
    if (!intent?.latest_charge) return missing('payment_intent');
    const amount = Number(form.amount);
    const refunded = intent.latest_charge.amount_refunded + amount;
    if (refunded > intent.amount_received) return invalidRequest('greater than unrefunded amount', { param: 'amount' });
    const { id: payment_intent, currency } = intent;
    const id = `re_${randomUUID()}`;
    const refund: Refund = { id, object: 'refund', payment_intent, amount, currency, metadata: metadataIn(form), status };
    this.refunds.unshift(refund);
    this.#keep({ ...intent, latest_charge: { ...intent.latest_charge, amount_refunded: refunded } });
    return ok(refund);
  }

  #keep(intent: Intent): StripeAnswer {
    this.intents.set(intent.id, intent);
    return ok(intent);
  }
}

interface Card {
  readonly declined?: string;
  readonly refusesCaptures?: true;
}

const DECLINED = 'Your card was declined.';

/** The first three are Stripe's own test cards; the others are ours. */
const CARDS: ReadonlyMap<string, Card> = new Map<string, Card>([
  ['pm_card_visa', {}],
  ['pm_card_visa_chargeDeclined', { declined: 'generic_decline' }],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', { declined: 'insufficient_funds' }],
  ['pm_refuses_captures', { refusesCaptures: true }],
  ['pm_times_out', {}],
]);

function unexpected(intent: Intent): StripeAnswer {
  const message = `This PaymentIntent could not be changed because it has a status of ${intent.status}.`;
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
}

function metadataIn(form: Form): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );
}
