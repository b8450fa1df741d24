/** Reads a file beside another one in whose order it stands, so that neither has to be kept in memory. */
export interface Follower<Row> {
  /** The rows of this key, which come next or not at all. */
  take(key: string): Promise<readonly Row[]>;
  /** Throws where rows are left over: they belong to nothing, or stand in another order. */
  assertEnd(): Promise<void>;
  close(): Promise<void>;
}

export function follow<Row>(name: string, rows: AsyncGenerator<Row>, keyOf: (row: Row) => string): Follower<Row> {
  let next: Row | undefined;
  const peek = async () => {
    if (next === undefined) {
      const read = await rows.next();
      next = read.done === true ? undefined : read.value;
    }
    return next;
  };
  return {
    async take(key) {
      const taken: Row[] = [];
      for (let row = await peek(); row !== undefined && keyOf(row) === key; row = await peek()) {
        taken.push(row);
        next = undefined;
      }
      return taken;
    },
    async assertEnd() {
      const row = await peek();
      if (row === undefined) return;
      throw new Error(`${name}: ${keyOf(row)} is not in the orders, or the file is not in their order`);
    },
    close: async () => void (await rows.return(undefined)),
  };
}
