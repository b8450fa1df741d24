import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';

function held() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: () => promise, finish: () => resolve('done') };
}

describe('the gate', () => {
  const gate = () => createGate({ atOnce: 1, maxWaiting: 1, refusal: () => new Error('busy') });

  it('lets those in line in as soon as there is room, and turns the rest away', async () => {
    const enter = gate();
    const [first, second] = [held(), held()];
    const running = enter(first.work);
    const waiting = enter(second.work);
    await expect(enter(async () => 'third')).rejects.toThrow('busy');
    first.finish();
    await expect(running).resolves.toBe('done');
    second.finish();
    await expect(waiting).resolves.toBe('done');
    await expect(enter(async () => 'room again')).resolves.toBe('room again');
  });

  it('makes room when work fails', async () => {
    const enter = gate();
    await expect(enter(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(enter(async () => 'fine')).resolves.toBe('fine');
  });
});
