import type { ProviderConnection } from '../../ports/provider-connection.ts';
import type { StripeAccess } from './connect-stripe.ts';

/** Stripe, whose SDK is loaded when it is first needed, at the start at the latest: a shop with another provider does without. */
export function deferredStripe(access: StripeAccess): ProviderConnection {
  let loading: Promise<ProviderConnection> | undefined;
  let loaded: ProviderConnection | undefined;
  const load = async () => {
    const { connectStripe } = await import('./connect-stripe.ts');
    loaded = connectStripe(access);
    return loaded;
  };
  const stripe = () => {
    loading ??= load();
    return loading;
  };
  return {
    name: 'stripe',
    provider: {
      submit: async (request, signal) => (await stripe()).provider.submit(request, signal),
      find: async (request, signal) => (await stripe()).provider.find(request, signal),
      inspect: async (charge, signal) => (await stripe()).provider.inspect(charge, signal),
      async *charges() {
        yield* (await stripe()).provider.charges();
      },
    },
    webhooks: {
      read(received) {
        if (loaded === undefined) throw new Error('webhooks of Stripe are read once the module has started');
        return loaded.webhooks.read(received);
      },
    },
    start: async () => (await stripe()).start(),
    served: () => undefined,
    stop: async () => loaded?.stop(),
  };
}
