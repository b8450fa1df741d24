import type { KeptProgram } from './kept-program.ts';

/** Programs of which the later ones stand on the earlier ones: started in this order, and stopped the other way round. */
export class Ensemble {
  readonly #waves: (readonly KeptProgram[])[] = [];
  #stopped: Promise<void> | undefined;

  /** Starts all of a wave at once. Where one of them fails, whoever calls stops the ensemble. */
  async start(wave: readonly KeptProgram[]): Promise<void> {
    if (this.#stopped !== undefined) throw new Error('what is being stopped is not added to');
    this.#waves.unshift(wave);
    await Promise.all(wave.map((program) => program.start()));
  }

  /** Stops wave after wave, the last one first; all of one at once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    for (const wave of this.#waves) await Promise.all(wave.map((program) => program.stop()));
  }
}
