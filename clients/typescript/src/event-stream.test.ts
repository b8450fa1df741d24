import { expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { eventStream, type ServerEvent } from './event-stream.ts';
import { type Answer, answeringServer, type Script } from './testing/answering-server.ts';

const STREAM = { 'content-type': 'text/event-stream' };
const step = (id: number) => `id: ${id}\nevent: step\ndata: {"step":${id}}\n\n`;
const stream = (body: string, breaks = false): Answer => ({ status: 200, headers: STREAM, body, breaks });
const OVER: Answer = { status: 204, body: '' };

async function follow(script: Script, signal?: AbortSignal) {
  const server = await answeringServer(script);
  const heard: ServerEvent[] = [];
  const request = () => new Request(server.url, { signal: signal ?? null });
  const all = async () => {
    for await (const event of eventStream((each) => fetch(each), request, 5)) heard.push(event);
  };
  return { all, heard, after: () => server.arrived.map(({ headers }) => headers['last-event-id']) };
}

it('goes on after the last event that came where the line broke, until the shop says that it is over', async () => {
  const answers = [stream(`retry: 1000\n\n${step(1)}${step(2)}`, true), stream(step(3)), OVER];
  const { all, heard, after } = await follow((_, count) => answers[count] ?? 'hang-up');
  await all();
  expect(heard).toEqual([1, 2, 3].map((id) => ({ id: String(id), event: 'step', data: { step: id } })));
  expect(after()).toEqual([undefined, '2', '3']);
});

it('takes an event apart that came in pieces, each letter whole', async () => {
  const words = 'id: 1\ndata: "Grüße"\n\n';
  const { all, heard } = await follow((_, count) => (count === 0 ? stream(words) : OVER));
  await all();
  expect(heard).toEqual([{ id: '1', event: 'message', data: 'Grüße' }]);
});

it('gives up where it breaks for ever and nothing comes, and keeps on where the shop gives a sign of life', async () => {
  const silent = await follow(() => stream('retry: 1000\n\n', true));
  await expect(silent.all()).rejects.toThrow('broke off 5 times in a row');
  expect(silent.after()).toHaveLength(5);
  const quiet = await follow((_, count) => (count < 12 ? stream(': still here\n\n', true) : OVER));
  await quiet.all();
  expect(quiet.after()).toHaveLength(13);
});

it('throws what the shop refuses', async () => {
  const problem = { code: 'orders.not_found', detail: 'There is no such order.', requestId: 'r-1' };
  const { all } = await follow(() => ({ status: 404, body: problem }));
  const refusal = await all().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiError);
  expect(refusal).toMatchObject({ status: 404, code: 'orders.not_found', requestId: 'r-1' });
});

it('ends at once where its caller does not listen any more', async () => {
  const leaving = new AbortController();
  const { all } = await follow(() => {
    setImmediate(() => leaving.abort(new Error('the page was left')));
    return stream(': still here\n\n', true);
  }, leaving.signal);
  await expect(all()).rejects.toThrow('the page was left');
});
