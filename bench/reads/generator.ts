import { text } from 'node:stream/consumers';
import { Pool } from 'undici';
import { ReadOrder, type ReadReport, type Target } from './load-order.ts';

/** Reads as ordered on standard input, and writes on standard output what came of it. */
const order = ReadOrder.parse(JSON.parse(await text(process.stdin)));
const pool = new Pool(order.url, { connections: order.connections, pipelining: 1 });
const begun = performance.now();
const until = begun + order.seconds * 1_000;
const took: number[] = [];
const failed = new Map<string, number>();
let bytes = 0;
let asked = 0;

await Promise.all(Array.from({ length: order.connections }, askAgainAndAgain));
const seconds = (performance.now() - begun) / 1_000;
await pool.close();
process.stdout.write(JSON.stringify({ seconds, bytes, took, failed: Object.fromEntries(failed) } satisfies ReadReport));

async function askAgainAndAgain(): Promise<void> {
  while (performance.now() < until) {
    const target = order.targets[asked++ % order.targets.length];
    if (target !== undefined) await ask(target);
  }
}

/** By the lowest interface of the client, which costs this process least. */
function ask({ path, headers }: Target): Promise<void> {
  const started = performance.now();
  return new Promise((answered) => {
    let status = 0;
    pool.dispatch(
      { method: 'GET', path, headers },
      {
        onRequestStart: () => undefined,
        onResponseStart(_controller, code) {
          status = code;
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.byteLength;
        },
        onResponseEnd() {
          if (status === 200) took.push(performance.now() - started);
          else count(`status ${status}`);
          answered();
        },
        onResponseError(_controller, error) {
          count(error.message);
          answered();
        },
      },
    );
  });
}

function count(failure: string): void {
  failed.set(failure, (failed.get(failure) ?? 0) + 1);
}
