import { PaymentUnresolved } from '../domain/errors.ts';
import { nextStep, type Payment, recordAnswer, type Step, type StepAnswer } from '../domain/payment.ts';
import { stepKey } from '../domain/step-key.ts';
import type { OpenToken } from '../ports/open-token.ts';
import type { ProviderRequest } from '../ports/payment-provider.ts';
import type { AskProvider } from './ask-provider.ts';

interface Parts {
  readonly ask: AskProvider;
  /** At the last moment: the token is in the clear nowhere but on its way to the provider. */
  readonly openToken: OpenToken;
}

/**
 * Takes every step of the payment that is open, outside any transaction. Nothing is kept in between: where this
 * ends half-way, the steps are taken again under the same keys.
 */
export const takeSteps =
  ({ ask, openToken }: Parts) =>
  async (payment: Payment, signal: AbortSignal): Promise<readonly StepAnswer[]> => {
    const answers: StepAnswer[] = [];
    let current = payment;
    for (let step = nextStep(current); step; step = nextStep(current)) {
      const outcome = await ask(await requestFor(current, step, openToken), signal);
      if (outcome.kind === 'pending') throw new PaymentUnresolved(current.orderId, current.state.status);
      const answer = { operation: step.operation, outcome };
      answers.push(answer);
      current = recordAnswer(current, answer);
    }
    return answers;
  };
export type TakeSteps = ReturnType<typeof takeSteps>;

async function requestFor({ id, orderId, amount }: Payment, step: Step, openToken: OpenToken): Promise<ProviderRequest> {
  const key = stepKey(id, step.operation);
  switch (step.operation) {
    case 'authorize':
      return { operation: 'authorize', key, amount, token: await openToken(orderId, step.token), orderId };
    case 'capture':
      return { operation: 'capture', key, amount, charge: step.charge };
    case 'void':
      return { operation: 'void', key, charge: step.charge };
  }
}
