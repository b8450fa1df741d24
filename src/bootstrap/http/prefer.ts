const LONGEST_WAIT_SECONDS = 10;

/** How many seconds the client is ready to wait for the end (`Prefer: wait=10`, RFC 7240), capped at ten. */
export function secondsToWait(prefer: string | undefined): number {
  const preferences = (prefer ?? '').split(',').map((preference) => preference.split(';')[0]?.trim() ?? '');
  const wait = preferences
    .map((preference) => /^wait\s*=\s*"?(\d{1,9})"?$/i.exec(preference)?.[1])
    .find((value) => value !== undefined);
  return Math.min(Number(wait ?? 0), LONGEST_WAIT_SECONDS);
}
