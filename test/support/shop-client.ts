import type { z } from 'zod';

/** What came back: the body parsed where it is JSON, the text where it is not. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The body as one shape of it; fails where it has another. */
  as<S extends z.ZodType>(schema: S): z.output<S>;
}

type HeaderFields = Readonly<Record<string, string>>;

/** Calls the shop as somebody. Objects are sent as JSON. */
export interface ShopClient {
  get(path: string, headers?: HeaderFields): Promise<Answer>;
  post(path: string, body?: unknown, headers?: HeaderFields): Promise<Answer>;
  put(path: string, body?: unknown, headers?: HeaderFields): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: HeaderFields): Promise<Answer>;
  delete(path: string, headers?: HeaderFields): Promise<Answer>;
}

type Fetch = (path: string, init: RequestInit) => Response | Promise<Response>;

/** `always` goes with every request. */
export function shopClient(fetch: Fetch, always: HeaderFields = {}): ShopClient {
  const call = async (method: string, path: string, body: unknown, headers: HeaderFields = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = body === undefined ? null : JSON.stringify(body);
    return answerOf(await fetch(path, { method, headers: { ...type, ...always, ...headers }, body: sent }));
  };
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path, headers) => call('DELETE', path, undefined, headers),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body, as: (schema) => schema.parse(body) };
}
