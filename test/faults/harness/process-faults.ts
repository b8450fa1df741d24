import { setTimeout as pause } from 'node:timers/promises';
import { anyOf, type Fault } from './fault.ts';

/** Longer than a claim that nobody renews (15 s) and a pass of the monitor. */
const STALL_MS = 24_000;

export const processFaults: readonly Fault[] = [
  {
    name: 'kill -9',
    group: 'process',
    everySeconds: [1, 5],
    async strike(target) {
      const victim = anyOf(target);
      if (!victim) return 0;
      target.fleet.expectEnd(victim);
      await victim.kill();
      await target.died('kill -9');
      return 1;
    },
  },
  {
    name: 'rolling restart',
    group: 'process',
    everySeconds: [5, 10],
    async strike({ fleet, stalled }) {
      const before = fleet.running.filter((process) => !stalled.has(process));
      for (const process of before) {
        if (!process.alive) continue;
        fleet.expectEnd(process);
        await process.stop();
        await fleet.whole(120_000);
      }
      return before.length;
    },
  },
  {
    name: 'stall past the claim',
    group: 'process',
    slow: true,
    everySeconds: [10, 20],
    async strike(target) {
      const victim = anyOf(target);
      if (!victim) return 0;
      target.stalled.add(victim);
      victim.signal('SIGSTOP');
      await pause(STALL_MS);
      victim.signal('SIGCONT');
      target.stalled.delete(victim);
      return victim.alive ? 1 : 0;
    },
  },
];
