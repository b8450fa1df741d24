import { lookInto } from '#shared-kernel/testing/planted.ts';

type Fetch = (path: string, init?: RequestInit) => Response | Promise<Response>;

/** Lets every answer through, and looks for what was planted in those that may not hold it: refusals and metrics. */
export function watchedAnswers(fetch: Fetch): (path: string, init?: RequestInit) => Promise<Response> {
  return async (path, init) => {
    const response = await fetch(path, init);
    const refusal = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
    if (refusal || path.startsWith('/metrics')) {
      lookInto(`the answer ${response.status} to ${init?.method ?? 'GET'} ${path}`, await response.clone().text());
    }
    return response;
  };
}
