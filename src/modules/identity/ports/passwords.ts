/** Hashes passwords, slowly. Throws `identity.busy` where too many callers wait already. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for `undefined`, where there is no account, as for a hash; and then it is false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** True where `hash` was made with other parameters than those of today. */
  isOutdated(hash: string): boolean;
}
