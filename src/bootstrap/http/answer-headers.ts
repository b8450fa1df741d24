import type { Route } from '#shared-kernel/http.ts';
import { browserHeaders } from './browser-headers.ts';
import { deprecationHeaders } from './deprecation.ts';
import { originHeaders } from './gateway/cross-origin.ts';
import { rateLimitHeaders } from './gateway/rate-limit-headers.ts';
import type { HttpContext, HttpServices } from './http-env.ts';
import type { PlainHeaders } from './plain-headers.ts';

/** Tells the headers of every answer, as far as the route does not say otherwise. */
export type AnswerHeaders = (c: HttpContext) => PlainHeaders;

/** They are known before an answer is written: to add them to one that is finished takes longer than to write it. */
export function answerHeaders({ gateway, draining }: Pick<HttpServices, 'gateway' | 'draining'>): AnswerHeaders {
  const { origins, hstsSeconds } = gateway;
  const always = browserHeaders(hstsSeconds);
  return (c) => {
    const share = c.get('share');
    return {
      ...always,
      'x-request-id': c.get('trace').requestId,
      ...(origins.length === 0 ? {} : originHeaders(origins, c.req.header('origin'))),
      ...(share === undefined ? {} : rateLimitHeaders(share)),
      ...deprecation(c.get('route')),
      ...(draining.aborted ? { connection: 'close' } : {}),
    };
  };
}

/** Adds them to an answer that was written without them. */
export function addHeaders(answer: Headers, headers: PlainHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'vary') answer.append(name, value);
    else if (!answer.has(name)) answer.set(name, value);
  }
}

function deprecation(route: Route | undefined): PlainHeaders {
  return route?.deprecated === undefined ? {} : deprecationHeaders(route.deprecated);
}
