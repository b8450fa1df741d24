import { AppError } from '#shared-kernel/errors.ts';

/** The strong entity tag (RFC 9110, section 8.8.3) of a version. */
export function etagOf(version: string | number): string {
  return `"${version}"`;
}

/** The version in an `If-Match` of one strong tag, or `*`. Undefined where the header is missing. */
export function versionIn(ifMatch: string | undefined): string | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return ifMatch?.trim();
  const version = /^"([\x21\x23-\x7e]*)"$/.exec(ifMatch.trim())?.[1];
  if (version !== undefined) return version;
  throw new AppError('invalid', {
    code: 'http.invalid_if_match',
    detail: 'Send one strong entity tag in If-Match, just as the ETag header gave it: "3".',
  });
}

/** Whether the copy that the client has is the one at hand. Compares weakly, as RFC 9110 asks for `If-None-Match`. */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
