import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { counted } from '../text-table.ts';

export const rebuildStorefront = defineCliCommand({
  usage: 'rebuild',
  summary: 'makes what dashboards show again from what storefront was told, while they are shown and events arrive',
  failsWhen: 'another rebuild was faster; interrupted, the next one goes on where this one was',
  example: 'storefront rebuild',
  options: { '--anew': 'begin again where one was interrupted: for when the code has changed since' },
  input: z.object({ anew: z.boolean().default(false) }),
  run: async (input, cli) => {
    const answer = z.object({ generation: z.number(), facts: z.number() });
    const rebuilt = await runVerb({ module: 'storefront', verb: 'rebuild', input, answer }, cli);
    return { text: `dashboards show generation ${rebuilt.generation}, made of ${counted(rebuilt.facts, 'fact')}`, json: rebuilt };
  },
});
