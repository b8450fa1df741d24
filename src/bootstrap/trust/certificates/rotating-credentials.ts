import { readFile } from 'node:fs/promises';
import type { Clock } from '#shared-kernel/clock.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import type { Complain } from '../../messaging/seldom.ts';
import { StartError } from '../../start-failure.ts';
import { CredentialsError, credentialsIn, type TlsCredentials, type TlsFiles } from './tls-credentials.ts';

const LOOK_EVERY_MS = 1_000;

export interface RotatingCredentialsOptions {
  /** The paths of the files. */
  readonly files: TlsFiles;
  readonly clock: Clock;
  readonly complain: Complain;
}

/**
 * Who this process is, kept up to date with its files. Looks at what they hold and not at their times: a volume of Kubernetes
 * swaps a link, others copy or rename. What changed is used once two looks found the same, and it fits together; until
 * then what was good before stays.
 */
export class RotatingCredentials {
  readonly #options: RotatingCredentialsOptions;
  readonly #listeners = new Set<(current: TlsCredentials) => void>();
  #current: TlsCredentials;
  #seen: TlsFiles;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: RotatingCredentialsOptions, current: TlsCredentials) {
    this.#options = options;
    this.#current = current;
    this.#seen = current.pem;
  }

  /** Reads the files and begins to look at them. Rejects with a {@link StartError} where they cannot be used. */
  static async open(options: RotatingCredentialsOptions): Promise<RotatingCredentials> {
    try {
      const opened = new RotatingCredentials(options, credentialsIn(await read(options.files), options.clock.now()));
      opened.#lookAgain();
      return opened;
    } catch (error) {
      throw new StartError(`the files of mutual TLS cannot be used: ${messageOf(error)}`);
    }
  }

  get current(): TlsCredentials {
    return this.#current;
  }

  get secondsLeft(): number {
    return (this.#current.expiresAt.getTime() - this.#options.clock.now().getTime()) / 1000;
  }

  /** Told of each change from now on. */
  onRotation(listener: (current: TlsCredentials) => void): void {
    this.#listeners.add(listener);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookAgain(): void {
    this.#timer = setTimeout(() => {
      const timer = this.#timer;
      void this.#look().finally(() => {
        if (this.#timer === timer) this.#lookAgain();
      });
    }, LOOK_EVERY_MS);
  }

  async #look(): Promise<void> {
    const { files, clock, complain } = this.#options;
    try {
      const found = await read(files);
      const isSettled = isSame(found, this.#seen);
      this.#seen = found;
      if (!isSettled || isSame(found, this.#current.pem)) return;
      this.#current = credentialsIn(found, clock.now());
      for (const listener of this.#listeners) listener(this.#current);
    } catch (error) {
      complain('the files of mutual TLS have changed and cannot be used; those of before are', error);
    }
  }
}

async function read(files: TlsFiles): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all([content(files.ca), content(files.cert), content(files.key)]);
  return { ca, cert, key };
}

function content(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new CredentialsError(messageOf(error));
  });
}

function isSame(a: TlsFiles, b: TlsFiles): boolean {
  return a.ca === b.ca && a.cert === b.cert && a.key === b.key;
}
