import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { PasswordChecksBusy } from '../domain/errors.ts';
import type { Passwords } from '../ports/passwords.ts';
import { createGate } from './gate.ts';

export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What the OWASP Password Storage Cheat Sheet asks for: about 12 ms and 19 MiB for each. */
export const OWASP_COST: Argon2Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };

// The hashes run in libuv's four threads, which files and name look-ups share: half of them stay free.
const AT_ONCE = Math.min(2, availableParallelism());
const MAX_WAITING = 100;

/** argon2id. A flood of sign-ins waits in a short line, and beyond that is refused. */
export function argon2Passwords(cost: Argon2Cost = OWASP_COST): Passwords {
  const gate = createGate({ atOnce: AT_ONCE, maxWaiting: MAX_WAITING, refusal: () => new PasswordChecksBusy() });
  const options = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: cost.lanes };
  const decoy = decoyHash(cost);
  return {
    hash: (password) => gate(() => hash(normalised(password), options)),
    async verify(password, known) {
      const fits = await gate(() => verify(known ?? decoy, normalised(password)));
      return fits && known !== undefined;
    },
    isOutdated(known) {
      const { memoryCost, timeCost, parallelism } = parseOptions(known);
      return memoryCost !== cost.memoryKib || timeCost !== cost.passes || parallelism !== cost.lanes;
    },
  };
}

/** The hash of no password: checking one against it costs what checking a real hash costs. */
function decoyHash({ memoryKib, passes, lanes }: Argon2Cost): string {
  const [salt, output] = [unpadded(randomBytes(16)), unpadded(randomBytes(32))];
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${salt}$${output}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

// The same characters may be composed in several ways, depending on the keyboard (NIST SP 800-63B, 3.1.1.2).
function normalised(password: string): string {
  return password.normalize('NFKC');
}
