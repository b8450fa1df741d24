import { describe, expect, it } from 'vitest';
import { StaleAnswers, staleResponse } from './stale-answers.ts';

const answer = (bytes = 10, secondsAgo = 0) => ({
  headers: new Headers({ etag: '"7"', 'content-type': 'application/json' }),
  body: new Uint8Array(bytes),
  keptAt: performance.now() - secondsAgo * 1000,
});

describe('kept answers', () => {
  it('are found while they are young enough', () => {
    const answers = new StaleAnswers();
    answers.keep('menu', answer(10, 50));
    expect(answers.find('menu', 60)).toBeDefined();
    expect(answers.find('menu', 40)).toBeUndefined();
    expect(answers.find('other', 60)).toBeUndefined();
  });

  it('are young again once the module says that they are still true', () => {
    const answers = new StaleAnswers();
    answers.keep('menu', answer(10, 50));
    answers.confirm('menu', '"8"');
    expect(answers.find('menu', 40)).toBeUndefined();
    answers.confirm('menu', '"7"');
    expect(answers.find('menu', 40)).toBeDefined();
  });

  it('are a bounded number, and the oldest go first', () => {
    const answers = new StaleAnswers();
    for (let n = 0; n < 1_001; n += 1) answers.keep(`${n}`, answer());
    expect([answers.find('0', 60), answers.find('1', 60)?.body.byteLength]).toEqual([undefined, 10]);
  });

  it('are a bounded number of bytes, however often one is kept anew', () => {
    const answers = new StaleAnswers();
    for (let n = 0; n < 100; n += 1) answers.keep('same', answer(1024 * 1024));
    for (let n = 0; n < 32; n += 1) answers.keep(`${n}`, answer(1024 * 1024));
    expect(answers.find('same', 60)).toBeUndefined();
    expect(answers.find('0', 60)).toBeDefined();
  });
});

describe('an answer of the past', () => {
  it('says how old it is, and why it is given', () => {
    const { headers, status } = staleResponse(answer(10, 50), undefined, 500);
    expect([status, headers.get('age'), headers.get('cache-status')]).toEqual([
      200,
      '50',
      'tessera; fwd=stale; fwd-status=500; detail=stale-if-error',
    ]);
  });

  it('is not sent to whom has it', () => {
    expect(staleResponse(answer(), '"6", "7"').status).toBe(304);
    expect(staleResponse(answer(), '"6"').status).toBe(200);
  });
});
