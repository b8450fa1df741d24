/** The key under which those who wait for an erasure or an export are told to look again. */
export function dataRequestSignal(requestId: string): string {
  return `data-request:${requestId}`;
}
