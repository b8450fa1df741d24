import { z } from 'zod';
import { type CliCommand, defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { counted, textTable } from '../text-table.ts';

/** What the CLI shows of an order under way. */
export const Sagas = z.array(
  z.object({
    orderId: z.string(),
    number: z.string(),
    saga: z.string(),
    phase: z.string(),
    at: z.array(z.string()),
    failure: z.string().nullable(),
    startedAt: z.date(),
    updatedAt: z.date(),
  }),
);

export const sagaList = defineCliCommand({
  usage: 'list',
  summary: 'lists orders that are under way, the longest untouched first',
  failsWhen: 'orders need attention',
  example: 'saga list --stuck',
  options: { '--stuck': 'only orders that need attention', '--limit <number>': 'at most so many (100)' },
  input: z.object({ stuck: z.boolean().default(false), limit: z.coerce.number().int().min(1).max(1_000).default(100) }),
  run: async (input) => {
    const sagas = await runVerb({ module: 'orders', verb: 'list-sagas', input, answer: Sagas });
    const rows = sagas.map(({ orderId, number, saga, phase, at, failure, updatedAt }) => [
      orderId,
      number,
      saga,
      phase,
      at.join(', '),
      failure ?? '',
      updatedAt.toISOString(),
    ]);
    const stuck = sagas.filter(({ phase }) => phase === 'stuck').length;
    const none = input.stuck ? 'no order needs attention' : 'no order is under way';
    const list = textTable(['order', 'number', 'saga', 'phase', 'at', 'failure', 'last touched'], rows, none);
    const advice = `${counted(stuck, 'order')} in need of attention: tessera saga retry ORDER, or resolve ORDER once settled by hand`;
    return { text: stuck > 0 ? `${list}\n${advice}` : list, json: { sagas }, problem: stuck > 0 };
  },
});

export const sagaRetry = settling('retry', {
  verb: 'retry-saga',
  summary: 'asks again for what an order is stuck at',
  said: 'is on its way again',
});

export const sagaResolve = settling('resolve', {
  verb: 'resolve-saga',
  summary: 'takes what an order is stuck at as done, because a person has done it',
  said: 'goes on as if its step were done',
});

interface Settling {
  readonly verb: string;
  readonly summary: string;
  readonly said: string;
}

function settling(name: string, { verb, summary, said }: Settling): CliCommand {
  return defineCliCommand({
    usage: `${name} <order>`,
    summary,
    failsWhen: 'there is no such order, or it needs no attention',
    example: `saga ${name} 019a9f3e-6c1b-7d52-8f0a-3d0e6c1f2b44`,
    input: z.object({ order: z.uuid({ error: 'must be the id of an order, as `saga list` shows it' }) }),
    run: async ({ order }) => {
      const answer = z.object({ orderId: z.string(), number: z.string(), status: z.string() });
      const settled = await runVerb({ module: 'orders', verb, input: { orderId: order }, answer });
      return { text: `order ${settled.number} ${said}`, json: settled };
    },
  });
}
