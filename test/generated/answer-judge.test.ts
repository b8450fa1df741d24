import { describe, expect, it } from 'vitest';
import { answerJudge } from './answer-judge.ts';

const schema = { type: 'object', properties: { cups: { $ref: '#/components/schemas/Cups' } }, required: ['cups'] };
const route = {
  operationId: 'getTea',
  method: 'GET',
  path: '/v1/teas/{id}',
  parameters: [],
  responses: { 200: { content: { 'application/json': { schema } } }, 204: {} },
};
const document = {
  paths: { '/v1/teas/{id}': { get: route } },
  components: { schemas: { Cups: { type: 'integer' } } },
};
const judge = answerJudge(document);
const json = (status: number, body: unknown) => ({ status, mediaType: 'application/json', text: JSON.stringify(body) });

describe('an answer', () => {
  it('that keeps its word is left alone', () => {
    expect(judge(route, json(200, { cups: 2 }))).toBeUndefined();
    expect(judge(route, { status: 204, mediaType: '', text: '' })).toBeUndefined();
  });

  it.each([
    ['is a failure of ours', json(500, { cups: 2 })],
    ['is not documented', json(418, { cups: 2 })],
    ['does not fit its schema', json(200, { cups: 'two' })],
    ['as text/plain is not documented', { status: 200, mediaType: 'text/plain', text: 'tea' }],
    ['is documented to have no body', { status: 204, mediaType: 'text/plain', text: 'tea' }],
  ])('that %s is told of', (complaint, answer) => {
    expect(judge(route, answer)).toContain(complaint);
  });
});
