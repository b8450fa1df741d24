/** A JSON Pointer (RFC 6901) for a path of keys and indexes; the whole document is `''`. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
