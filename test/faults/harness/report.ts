import type { ChaosResult } from './chaos-run.ts';
import { GROUP_OF_FAULT } from './fault-schedule.ts';

/** The verdicts, faults and times of runs, as tables in Markdown: for the terminal and for docs/reliability.md alike. */
export function reportOf(results: readonly ChaosResult[]): string {
  return [verdictTable(results), faultTable(results), timeTable(results), countTable(results)].join('\n');
}

const SHOWN = 5;

function verdictTable(results: readonly ChaosResult[]): string {
  const names = results[0]?.verdicts.map(({ invariant }) => invariant) ?? [];
  const rows = names.map((name) => {
    const found = results.flatMap(({ seed, verdicts }) =>
      verdicts
        .filter(({ invariant }) => invariant === name)
        .flatMap(({ violations }) => violations.map((text) => `seed ${seed}: ${text}`)),
    );
    const shown = found.slice(0, SHOWN).join('<br>') + (found.length > SHOWN ? `<br>and ${found.length - SHOWN} more` : '');
    return [name, found.length === 0 ? 'held' : `BROKEN ${found.length} times`, shown];
  });
  return table(['invariant', 'verdict', 'how it was broken'], rows);
}

function faultTable(results: readonly ChaosResult[]): string {
  const totals = new Map<string, number>();
  for (const { hits } of results) for (const [name, count] of hits) totals.set(name, (totals.get(name) ?? 0) + count);
  const rows = [...totals].map(([name, count]) => [GROUP_OF_FAULT.get(name) ?? 'process', name, String(count)]);
  return table(
    ['group', 'fault', 'survived'],
    rows.sort(([a = '', b = ''], [c = '', d = '']) => `${a}${b}`.localeCompare(`${c}${d}`)),
  );
}

function timeTable(results: readonly ChaosResult[]): string {
  const rows = results.map(({ seed, recovery, quietAfterMs }) => {
    const { deaths, progressMs, takenOverMs, lastTakenOverMs } = recovery;
    return [
      String(seed),
      String(deaths),
      `${seconds(progressMs.p50)} / ${seconds(progressMs.p95)} / ${seconds(progressMs.max)}`,
      `${seconds(takenOverMs.p50)} / ${seconds(takenOverMs.max)}`,
      lastTakenOverMs === undefined ? 'nothing was in work' : seconds(lastTakenOverMs),
      quietAfterMs === undefined ? 'never' : seconds(quietAfterMs),
    ];
  });
  const head = ['seed', 'deaths', 'next message handled, p50 / p95 / max', 'interrupted work done, p50 / max'];
  return table([...head, 'the same after the last kill', 'all at rest after it'], rows);
}

function countTable(results: readonly ChaosResult[]): string {
  const totals = new Map<string, number>();
  for (const { counts } of results) {
    for (const [name, count] of Object.entries(counts)) totals.set(name, (totals.get(name) ?? 0) + count);
  }
  return table(
    ['workload', 'count'],
    [...totals].map(([name, count]) => [name, String(count)]),
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
