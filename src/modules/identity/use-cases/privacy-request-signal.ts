/** The key under which those who wait for an erasure or an export are told to look again. */
export function privacyRequestSignal(requestId: string): string {
  return `privacy-request:${requestId}`;
}
