import { describe, expect, it } from 'vitest';
import { DatabaseClock } from './database-clock.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

/** A clock on a machine that has run for no time yet, and a database whose time at that moment is noon. */
function scene() {
  let elapsedMs = 0;
  let setByMs = 0;
  const clock = new DatabaseClock(() => elapsedMs);
  return {
    pass: (ms: number) => {
      elapsedMs += ms;
    },
    setDatabaseBy: (ms: number) => {
      setByMs += ms;
    },
    read: ({ thereMs, backMs }: { readonly thereMs: number; readonly backMs: number }) =>
      clock.read(async () => {
        elapsedMs += thereMs;
        const atMs = NOON + elapsedMs + setByMs;
        elapsedMs += backMs;
        return { atMs };
      }),
    wrongByMs: () => clock.now().getTime() - (NOON + elapsedMs + setByMs),
    clock,
  };
}

describe('the clock of the database', () => {
  it('tells no time before the database was asked', () => {
    expect(() => scene().clock.now()).toThrow('not asked yet');
  });

  it('goes on by itself between two readings', async () => {
    const { read, pass, wrongByMs } = scene();
    await read({ thereMs: 1, backMs: 1 });
    pass(3_600_000);
    expect(wrongByMs()).toBe(0);
  });

  it('is wrong by no more than half of what the first reading took', async () => {
    const { read, wrongByMs } = scene();
    await read({ thereMs: 0, backMs: 400 });
    expect(wrongByMs()).toBe(-200);
  });

  it('becomes better by a fast reading and no worse by a slow one', async () => {
    const { read, wrongByMs } = scene();
    await read({ thereMs: 0, backMs: 400 });
    await read({ thereMs: 1, backMs: 1 });
    expect(Math.abs(wrongByMs())).toBeLessThanOrEqual(1);
    await read({ thereMs: 5_000, backMs: 0 });
    await read({ thereMs: 0, backMs: 5_000 });
    expect(Math.abs(wrongByMs())).toBeLessThanOrEqual(1);
  });

  it.each([600_000, -600_000])('follows the database where its clock is set by %i ms', async (ms) => {
    const { read, setDatabaseBy, wrongByMs } = scene();
    await read({ thereMs: 1, backMs: 1 });
    setDatabaseBy(ms);
    await read({ thereMs: 1, backMs: 1 });
    expect(Math.abs(wrongByMs())).toBeLessThanOrEqual(1);
  });

  it('hands on what else the database answered', async () => {
    const { clock } = scene();
    await expect(clock.read(async () => ({ atMs: NOON, due: ['orders.check-saga'] }))).resolves.toMatchObject({
      due: ['orders.check-saga'],
    });
  });
});
