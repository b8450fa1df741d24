import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { effectsOfHandlers, write } from '../messaging/testing/effects-of-handlers.ts';
import { NoteTakenV1 } from '../messaging/testing/test-bus.ts';
import { type Tessera, tessera } from './testing/tessera.ts';

const QUEUE = 'orders.copy-on-note-taken';
const { test, startBus, effects, jobsOf, say } = effectsOfHandlers();
const cli = (): Tessera => tessera({ DATABASE_URL: test.url });

const DeadLetters = z.object({
  deadLetters: z.array(
    z.object({
      id: z.string(),
      queue: z.string(),
      type: z.string(),
      error: z.string(),
      tries: z.number(),
      correlationId: z.string(),
    }),
  ),
});
const Queues = z.object({ queues: z.array(z.looseObject({ queue: z.string(), dead: z.number(), ready: z.number() })) });

let broken = true;
const copying = defineSubscription({
  name: QUEUE,
  on: NoteTakenV1,
  delivery: { tries: 1, batchSize: 1 },
  async handle(tx, { payload }) {
    if (broken) throw new Error(`no ink for ${payload.text}`);
    await write(tx, 'copy', payload.text);
  },
});

async function threeDeadLetters() {
  const bus = await startBus({ subscriptions: [copying], pollMs: 3_600_000 });
  for (const text of ['first', 'second', 'third']) await say(bus, text);
  await eventually(async () => (await jobsOf(`${QUEUE}.dead`)).length, { is: 3 });
  return DeadLetters.parse((await cli().json('queue', 'dead', QUEUE)).body).deadLetters;
}

describe('dead letters', { timeout: 180_000 }, () => {
  beforeEach(() => {
    broken = true;
  });

  it('are listed in the order in which they were sent, redriven in it, and handled', async () => {
    const letters = await threeDeadLetters();
    expect(letters.map(({ error }) => error)).toEqual(['no ink for first', 'no ink for second', 'no ink for third']);
    expect(letters[0]).toMatchObject({ queue: QUEUE, type: 'orders.note-taken.v1', tries: 1, correlationId: 'a-request' });
    const listed = await cli().run('queue', 'dead');
    expect(listed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('last error   no ink for second') });
    broken = false;
    const redriven = await cli().run('queue', 'redrive', QUEUE, '--all');
    expect(redriven).toEqual({ exitCode: 0, stdout: `3 messages back in ${QUEUE}\n`, stderr: '' });
    // Nobody polls here: the CLI rang the doorbell before it went.
    await eventually(effects, { is: ['copy: first', 'copy: second', 'copy: third'] });
    expect(await cli().run('queue', 'dead')).toEqual({ exitCode: 0, stdout: 'no dead letters\n', stderr: '' });
  });

  it('can be redriven one by one, or by their type', async () => {
    const [first, second] = await threeDeadLetters();
    broken = false;
    const one = await cli().json('queue', 'redrive', QUEUE, '--id', second?.id ?? '');
    expect(one).toEqual({ exitCode: 0, body: { queue: QUEUE, redriven: 1, missing: [] } });
    await eventually(effects, { is: ['copy: second'] });
    const gone = await cli().json('queue', 'redrive', QUEUE, '--id', first?.id ?? '', second?.id ?? '');
    expect(gone).toEqual({ exitCode: 1, body: { queue: QUEUE, redriven: 1, missing: [second?.id] } });
    const rest = await cli().json('queue', 'redrive', `${QUEUE}.dead`, '--type', 'orders.note-taken.v1');
    expect(rest.body).toMatchObject({ redriven: 1 });
    await eventually(effects, { is: ['copy: second', 'copy: first', 'copy: third'] });
  });

  it('are counted with their queue, and make the list a finding', async () => {
    await threeDeadLetters();
    const { exitCode, body } = await cli().json('queue', 'list', '--busy');
    expect(exitCode).toBe(1);
    expect(Queues.parse(body).queues).toEqual([
      { queue: QUEUE, ready: 0, deferred: 0, active: 0, retrying: 0, failed: 3, dead: 3 },
    ]);
    expect((await cli().run('queue', 'list')).stdout).toMatch(/^queue +ready +deferred +active +retrying +failed +dead\n/);
  });

  it('are left alone where it is not said which', async () => {
    expect(await cli().run('queue', 'redrive', QUEUE)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'tessera: say which dead letters: --all, or --type TYPE, or --id ID\n',
    });
  });
});
