/** The embedded server cannot be had here: the message says why, and what to do instead. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(why: string) {
    super(`${why} Or set DATABASE_URL to a PostgreSQL server of your own (15 to 18).`);
  }
}
