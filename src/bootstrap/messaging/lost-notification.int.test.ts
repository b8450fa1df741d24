import { expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { copyNotes, effectsOfHandlers } from './testing/effects-of-handlers.ts';

const { startBus, effects, say } = effectsOfHandlers();

it('a notification that gets lost costs one poll interval and nothing else', async () => {
  const pollMs = 1_000;
  await startBus({ subscriptions: [copyNotes()], pollMs });
  const speaker = await startBus({ subscriptions: [copyNotes()], handles: false });
  Object.assign(speaker.messaging, { ring: () => undefined });
  const said = performance.now();
  await say(speaker, 'unheard');
  await eventually(effects, { is: ['copy: unheard'], withinMs: 10_000 });
  // The interval varies by a quarter, so that processes do not look in step; the rest is for a busy machine.
  expect(performance.now() - said).toBeLessThan(pollMs * 1.25 + 2_000);
});
