import { AppError } from '#shared-kernel/errors.ts';
import type { Coding } from './content-coding.ts';

/** The strong entity tag (RFC 9110, section 8.8.3) of a version. */
export function etagOf(version: string | number): string {
  return `"${version}"`;
}

/** The weak entity tag of a version: what has it means the same, byte for byte or not. */
export function weakTagOf(version: string): string {
  return `W/${etagOf(version)}`;
}

/** The tag of the same version in a content coding: its bytes are others, so that a strong tag must be another one too. */
export function codedTag(etag: string, coding: Coding): string {
  return isWeak(etag) ? etag : etag.replace(/"$/, `${MARK}${coding}"`);
}

/** The version in an `If-Match` of one strong tag, or `*`. Undefined where the header is missing. */
export function versionIn(ifMatch: string | undefined): string | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return ifMatch?.trim();
  const tag = /^"([\x21\x23-\x7e]*)"$/.exec(ifMatch.trim())?.[1];
  if (tag !== undefined) return uncoded(tag);
  throw new AppError('invalid', {
    code: 'http.invalid_if_match',
    detail: 'Send one strong entity tag in If-Match, just as the ETag header gave it: "3".',
  });
}

/**
 * The tag with which the client names the version at hand, in whichever coding it has it; undefined where it has
 * another one. Compares weakly, as RFC 9110 asks for `If-None-Match`.
 */
export function freshTag(ifNoneMatch: string | undefined, etag: string): string | undefined {
  if (ifNoneMatch?.trim() === '*') return etag;
  const strong = etag.replace(/^W\//, '');
  const named = [...(ifNoneMatch ?? '').matchAll(/"([\x21\x23-\x7e]*)"/g)].map(([, tag = '']) => tag);
  const fresh = named.find((tag) => etagOf(uncoded(tag)) === strong);
  if (fresh === undefined) return undefined;
  return isWeak(etag) ? etag : etagOf(fresh);
}

function isWeak(etag: string): boolean {
  return etag.startsWith('W/');
}

// No version of ours has it in its name.
const MARK = ';';

function uncoded(tag: string): string {
  return tag.replace(/;(?:br|gzip)$/, '');
}
