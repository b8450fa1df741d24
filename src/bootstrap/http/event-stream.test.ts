import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '#shared-kernel/http.ts';
import type { Log } from '#shared-kernel/log.ts';
import { eventStreamResponse } from './event-stream.ts';

function complaints(): { readonly log: Log; readonly said: string[] } {
  const said: string[] = [];
  const quiet = () => undefined;
  const log: Log = { debug: quiet, info: quiet, warn: quiet, error: (_, message) => void said.push(message), child: () => log };
  return { log, said };
}

async function* oneThenSilence(signal: AbortSignal): AsyncGenerator<ServerEvent> {
  yield { id: '1', event: 'step', data: { outcome: 'done' } };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

async function* oneThenFailure(): AsyncGenerator<ServerEvent> {
  yield { id: '1', event: 'step', data: {} };
  throw new Error('the database is away');
}

describe('a stream of events', () => {
  it('ends without a complaint when its client hangs up, and lets its source go', async () => {
    const { log, said } = complaints();
    const hangUp = new AbortController();
    const ended: string[] = [];
    const options = { signal: hangUp.signal, log, onEnd: () => void ended.push('ended') };
    const reader = (await eventStreamResponse(oneThenSilence(hangUp.signal), options)).body?.getReader();
    const decoder = new TextDecoder();
    const heard = [await reader?.read(), await reader?.read()].map((chunk) => decoder.decode(chunk?.value));
    expect(heard.join('')).toBe('retry: 1000\n\nid: 1\nevent: step\ndata: {"outcome":"done"}\n\n');
    await reader?.cancel();
    hangUp.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual([]);
    expect(ended).not.toEqual([]);
  });

  it('ends with a complaint when its source breaks off', async () => {
    const { log, said } = complaints();
    const response = await eventStreamResponse(oneThenFailure(), {
      signal: new AbortController().signal,
      log,
      onEnd: () => undefined,
    });
    expect(await response.text()).toContain('id: 1');
    expect(said).toEqual(['an event stream broke off']);
  });
});
