import { registerHooks } from 'node:module';
import { changed, type SourceChange } from '../../faults/harness/broken-builds.ts';

/** The project as it was before payment tokens were sealed: orders asks for payments in v1, and payments hears nothing else. */
const OLDER: readonly SourceChange[] = [
  {
    file: 'src/modules/orders/use-cases/seal-payment-token.ts',
    from: 'sealedToken: await sealTo(publicJwk, JSON.stringify({ orderId, token }), keyId)',
    to: 'sealedToken: token',
  },
  {
    file: 'src/modules/payments/subscriptions/authorize-payment.ts',
    from: 'on: [AuthorizePaymentV1, AuthorizePaymentV2]',
    to: 'on: [AuthorizePaymentV1]',
  },
];

// Loaded before a process with `--import`: the source of the project is changed on its way into it.
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const changes = OLDER.filter(({ file }) => url.endsWith(`/${file}`));
    if (changes.length === 0) return loaded;
    return { ...loaded, source: changes.reduce(changed, textOf(loaded.source)) };
  },
});

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | undefined): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
