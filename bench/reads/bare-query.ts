/** Runs one prepared statement; whoever calls says what its rows are. */
export type Query = <Row>(text: string, values: (string | number)[]) => PromiseLike<readonly Row[]>;
