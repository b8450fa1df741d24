import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { AppError, type ErrorKind } from '#shared-kernel/errors.ts';
import type { RouteRequest } from '#shared-kernel/http.ts';
import { STATUS_OF } from '../http/problem-details.ts';
import type { Forwarder } from './forwarder.ts';
import { requestHeaders } from './headers.ts';
import { keptBody } from './request-body.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** With the query. */
  readonly path: string;
  readonly body?: unknown;
}

/** As much of a request as it takes to ask a module on behalf of its caller, who must be allowed to there too. */
export type OnBehalfOf = Pick<RouteRequest, 'headers' | 'clientAddress' | 'requestId' | 'cause' | 'signal'>;

/** Asks a module, wherever it is at work, and resolves to what it answers; rejects with its refusal, as if it were here. */
export type AskModule = (module: string, question: Question, asking: OnBehalfOf) => Promise<unknown>;

const TIMEOUT_MS = 10_000;

export function askModule(forwarder: Forwarder): AskModule {
  return async (module, { method, path, body }, asking) => {
    const answer = await forwarder.exchange({
      module,
      method,
      path,
      headers: headersOf(asking, body !== undefined),
      body: keptBody(body === undefined ? null : new TextEncoder().encode(JSON.stringify(body))),
      repeatable: method === 'GET',
      patient: false,
      timeoutMs: TIMEOUT_MS,
      waitMs: 0,
      signal: asking.signal,
    });
    const said: unknown = await new Response(answer.body).json();
    if (answer.status < 300) return said;
    throw refusalIn(said, answer.status);
  };
}

function headersOf({ headers, clientAddress, requestId, cause }: OnBehalfOf, hasBody: boolean): Record<string, string> {
  const { authorization, host } = headers;
  const sent = new Headers({
    ...(authorization === undefined ? {} : { authorization }),
    ...(headers['x-api-key'] === undefined ? {} : { 'x-api-key': headers['x-api-key'] }),
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    accept: 'application/json',
  });
  return requestHeaders(sent, { clientAddress, proto: 'http', host, requestId, traceparent: cause.traceparent ?? '' });
}

const Refusal = z.object({ code: z.string(), detail: z.string() });

function refusalIn(said: unknown, status: number): Error {
  const kind = KINDS.get(status);
  const { data } = Refusal.safeParse(said);
  if (kind === undefined || data === undefined) return new Error(`a module answers ${status} ${STATUS_CODES[status] ?? ''}`);
  return new AppError(kind, { ...data, ...(kind === 'unavailable' ? { retryAfterSeconds: 1 } : {}) });
}

const KIND_NAMES: readonly ErrorKind[] = ['invalid', 'unauthenticated', 'forbidden', 'not_found', 'unprocessable', 'unavailable'];
const KINDS = new Map(KIND_NAMES.map((kind) => [STATUS_OF[kind], kind]));
