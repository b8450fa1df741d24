import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { counted } from '../text-table.ts';

export const reencryptKeys = defineCliCommand({
  usage: 'reencrypt',
  summary: 'encrypts the stored signing keys under the first of TESSERA_KEY_ENCRYPTION_KEYS, so that the others can go',
  failsWhen: 'a signing key is encrypted under a key that is not in TESSERA_KEY_ENCRYPTION_KEYS',
  example: 'keys reencrypt',
  input: z.object({}),
  run: async () => {
    const outcome = await runVerb({ module: 'identity', verb: 'reseal-keys', answer: z.object({ resealed: z.number() }) });
    return { text: `${counted(outcome.resealed, 'signing key')} encrypted anew`, json: outcome };
  },
});

export const rotateKeys = defineCliCommand({
  usage: 'rotate',
  summary: 'signs access tokens with a new key from now on; those already given out stay good',
  failsWhen: 'there are no keys yet, or the next one was published too recently to be known to everybody',
  example: 'keys rotate',
  input: z.object({}),
  run: async () => {
    const answer = z.object({ rotated: z.boolean(), removed: z.number() });
    const outcome = await runVerb({ module: 'identity', verb: 'rotate-keys', answer });
    const text = outcome.rotated
      ? 'the next key signs from now on; all processes use it within minutes'
      : 'there are no keys yet: the shop makes them when it first starts';
    return { text, json: outcome, problem: !outcome.rotated };
  },
});
