import type { Deprecation } from '#shared-kernel/http.ts';

/** Announces the end of a route: `Deprecation` is a date as RFC 9745 writes it, `Sunset` one as HTTP does (RFC 8594). */
export function deprecationHeaders({ since, sunset, link }: Deprecation): Record<string, string> {
  return {
    deprecation: `@${Date.parse(since) / 1000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    ...(link === undefined ? {} : { link: `<${link}>; rel="deprecation"; type="text/html"` }),
  };
}
