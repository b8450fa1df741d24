import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { counted } from '../text-table.ts';

export const rotateTokenKey = defineCliCommand({
  usage: 'rotate-token-key',
  summary: 'has payment tokens sealed to a new key from now on; what was sealed to those before is still opened',
  failsWhen: 'the key cannot be kept, because PAYMENTS_KEY_ENCRYPTION_KEYS is missing',
  example: 'payments rotate-token-key',
  input: z.object({}),
  run: async () => {
    const answer = z.object({ rotated: z.boolean() });
    const outcome = await runVerb({ module: 'payments', verb: 'rotate-token-key', answer });
    return { text: 'payment tokens are sealed to a new key from now on', json: outcome };
  },
});

export const reconcilePayments = defineCliCommand({
  usage: 'reconcile',
  summary: "compares our ledger of payments with the provider's",
  failsWhen: 'they differ, or the provider does not answer',
  example: 'payments reconcile --json',
  input: z.object({}),
  run: async (_input, cli) => {
    const answer = z.object({ differences: z.array(z.unknown()) });
    const { differences } = await runVerb({ module: 'payments', verb: 'reconcile', answer }, cli);
    const lines = differences.map((difference) => JSON.stringify(difference));
    const found = differences.length === 0 ? 'the ledgers agree' : counted(differences.length, 'difference');
    return { text: [...lines, found].join('\n'), json: { differences }, problem: differences.length > 0 };
  },
});
