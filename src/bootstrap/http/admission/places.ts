/** A number of places that are taken and given back; who finds none goes without. */
export class Places {
  readonly #size: number;
  #taken = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Gives the place back, once; undefined where all are taken. */
  take(): (() => void) | undefined {
    if (this.#taken >= this.#size) return undefined;
    this.#taken += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken -= 1;
    };
  }
}
