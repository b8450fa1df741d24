import { randomUUID } from 'node:crypto';
import { type ActByHand, decideByHand } from './by-hand.ts';
import { type Answer, accept, type Charge, type Decision, decideCapture, decideVoid, decline } from './charge.ts';
import type { Faults } from './faults.ts';
import { LedgerFile, type LedgerLine } from './ledger.ts';
import { decideRefund } from './refunds.ts';
import { fingerprintOf, type SandboxRequest } from './requests.ts';
import { behaviourOf, type TokenBehaviour } from './tokens.ts';

/** Told of every line, once it is on the disk. */
export type LedgerListener = (line: LedgerLine) => void;

/** The sandbox without its HTTP: charges, and the answers given under each key, both rebuilt from the ledger. */
export class Bank {
  readonly #file: LedgerFile;
  readonly #faults: Faults;
  readonly #tell: LedgerListener;
  readonly #charges = new Map<string, Charge>();
  readonly #answered = new Map<string, LedgerLine>();
  readonly #inProgress = new Set<string>();

  private constructor(file: LedgerFile, faults: Faults, tell: LedgerListener) {
    this.#file = file;
    this.#faults = faults;
    this.#tell = tell;
  }

  static async open(path: string, faults: Faults, tell: LedgerListener): Promise<Bank> {
    const { file, lines } = await LedgerFile.open(path);
    const bank = new Bank(file, faults, tell);
    for (const line of lines) bank.#remember(line);
    return bank;
  }

  /** The charges in the order in which they were made, after `after`. */
  charges(after: string | undefined, limit: number): readonly Charge[] {
    const all = [...this.#charges.values()];
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    return all.slice(start, start + limit);
  }

  async charge(id: string): Promise<Charge | undefined> {
    await this.#file.synced();
    return this.#charges.get(id);
  }

  async find(key: string): Promise<Answer | undefined> {
    await this.#file.synced();
    return this.#answered.get(key)?.answer;
  }

  /** Answers once, and the same ever after. `caller` aborts when nobody waits for the answer any more. */
  async submit(key: string, request: SandboxRequest, caller: AbortSignal): Promise<Answer> {
    const fingerprint = fingerprintOf(request);
    const known = this.#answered.get(key);
    if (known) return this.#again(known, fingerprint);
    if (this.#inProgress.has(key)) return refusal(409, 'key_in_use', 'A request under this key is under way.');
    this.#inProgress.add(key);
    try {
      return await this.#first(key, fingerprint, request, caller);
    } finally {
      this.#inProgress.delete(key);
    }
  }

  /** Does what nobody has asked for over the API. */
  async act(chargeId: string, act: ActByHand): Promise<Answer> {
    const charge = this.#charges.get(chargeId);
    if (!charge) return CHARGE_NOT_FOUND;
    return this.#write({ key: `by-hand-${randomUUID()}`, operation: 'by-hand', fingerprint: '' }, decideByHand(charge, act));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #again(known: LedgerLine, fingerprint: string): Promise<Answer> {
    if (known.fingerprint !== fingerprint) return refusal(422, 'key_reused', 'This key was used for another request.');
    await this.#file.synced();
    return known.answer;
  }

  async #first(key: string, fingerprint: string, request: SandboxRequest, caller: AbortSignal): Promise<Answer> {
    const behaviour = request.operation === 'authorize' ? behaviourOf(request.body.token) : {};
    if (this.#faults.failsNow(key, behaviour.failsFirst ?? 0)) return refusal(500, 'internal_error', 'Something went wrong.');
    await this.#faults.takeTime(behaviour.slow ?? false);
    const decision = this.#decide(key, request, behaviour);
    if (!decision) return CHARGE_NOT_FOUND;
    const answer = await this.#write({ key, operation: request.operation, fingerprint }, decision);
    if (behaviour.hangs) {
      this.#inProgress.delete(key);
      await this.#faults.hang(caller);
    }
    return answer;
  }

  async #write(cause: Pick<LedgerLine, 'key' | 'operation' | 'fingerprint'>, decision: Decision): Promise<Answer> {
    const line: LedgerLine = { at: new Date().toISOString(), ...cause, ...decision };
    this.#remember(line);
    await this.#file.append(line);
    this.#tell(line);
    return decision.answer;
  }

  // No await between reading a charge here and remembering it changed: that is what keeps two requests apart.
  #decide(key: string, request: SandboxRequest, behaviour: TokenBehaviour): Decision | undefined {
    if (request.operation === 'authorize') return authorize(key, request.body, behaviour);
    const charge = this.#charges.get(request.chargeId);
    if (!charge) return undefined;
    switch (request.operation) {
      case 'capture':
        return decideCapture(charge, request.body.amountMinor);
      case 'void':
        return decideVoid(charge);
      case 'refund':
        return decideRefund(charge, { amountMinor: request.body.amountMinor, key, takesTime: this.#faults.refundsTakeTime });
    }
  }

  #remember(line: LedgerLine): void {
    this.#answered.set(line.key, line);
    if (line.charge) this.#charges.set(line.charge.id, line.charge);
  }
}

type AuthorizeRequest = Extract<SandboxRequest, { readonly operation: 'authorize' }>;

function authorize(
  key: string,
  { amountMinor, currency, orderId }: AuthorizeRequest['body'],
  behaviour: TokenBehaviour,
): Decision {
  const { declines, refusesCaptures = false } = behaviour;
  if (declines) return decline(declines.code, declines.detail);
  const nothingYet = { capturedMinor: 0, refundedMinor: 0, captured: false, voided: false, refunds: [], disputes: [] };
  const charge = {
    id: `ch_${randomUUID()}`,
    key,
    orderId,
    currency,
    authorizedMinor: amountMinor,
    ...nothingYet,
    refusesCaptures,
  };
  return accept(201, charge, { type: 'charge.authorized' });
}

function refusal(status: Answer['status'], code: string, detail: string): Answer {
  return { status, body: { code, detail } };
}

const CHARGE_NOT_FOUND = refusal(404, 'charge_not_found', 'There is no such charge.');
