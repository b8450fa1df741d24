/** By their lower-case names. */
export type PlainHeaders = Readonly<Record<string, string>>;
