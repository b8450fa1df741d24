import { type FileHandle, mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Answer, Charge, ChargeEvent } from './charge.ts';

/** One line of the ledger: a request that was answered, and the charge as it was afterwards. */
export const LedgerLine = z.strictObject({
  at: z.iso.datetime(),
  key: z.string(),
  operation: z.enum(['authorize', 'capture', 'void', 'refund', 'by-hand']),
  /** Of the request, so that its key is refused for any other. */
  fingerprint: z.string(),
  answer: Answer,
  charge: Charge.optional(),
  /** What webhooks told of it. */
  event: ChargeEvent.optional(),
});
export type LedgerLine = z.infer<typeof LedgerLine>;

/**
 * A file of JSON lines that only grows. What `append` has resolved for is on the disk; a line that a crash cut
 * short is dropped when the file is opened again, as nobody was told of it.
 */
export class LedgerFile {
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #queued = false;
  #written: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<{ readonly file: LedgerFile; readonly lines: readonly LedgerLine[] }> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'a');
    const text = await readFile(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
    const lines = whole.split('\n').filter((line) => line !== '');
    return { file: new LedgerFile(handle), lines: lines.map((line) => LedgerLine.parse(JSON.parse(line))) };
  }

  /** Lines that arrive while others are being written share the next write and sync. */
  append(line: LedgerLine): Promise<void> {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    if (!this.#queued) {
      this.#queued = true;
      this.#written = this.#written.then(() => this.#write());
    }
    return this.#written;
  }

  /** Resolves once all that was appended before is on the disk. */
  synced(): Promise<void> {
    return this.#written;
  }

  async close(): Promise<void> {
    await this.#written.finally(() => this.#file.close());
  }

  async #write(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#queued = false;
    await this.#file.appendFile(text);
    await this.#file.datasync();
  }
}
