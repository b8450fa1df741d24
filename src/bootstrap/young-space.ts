import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 keep the space for young objects as small as it is. It doubles that whenever much survives, as all that is loaded
 * does, and gives nothing back: a process at rest would hold 30 MiB more than it has use for.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** As V8 has it: whoever has much to do collects more seldom with more space. */
export function letYoungSpaceGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
