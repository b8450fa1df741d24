import { type PaymentProvider, type ProviderOutcome, type ProviderRequest, UnknownOutcome } from '../ports/payment-provider.ts';

/**
 * Asks the provider; where no answer comes, asks what became of it before anything is concluded. Rejects where
 * that is not known either: the message is then delivered again, and the same key asked for again.
 */
export const askProvider =
  (provider: PaymentProvider) =>
  async (request: ProviderRequest, signal: AbortSignal): Promise<ProviderOutcome> => {
    try {
      return await provider.submit(request, signal);
    } catch (error) {
      if (!(error instanceof UnknownOutcome)) throw error;
      const outcome = await provider.find(request, signal);
      if (!outcome) throw error;
      return outcome;
    }
  };
export type AskProvider = ReturnType<typeof askProvider>;
