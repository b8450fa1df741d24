export type MigrationErrorCode =
  | 'malformed_file'
  | 'edited_file'
  | 'gap_in_files'
  | 'gap_in_history'
  | 'database_newer'
  | 'pgboss_newer'
  | 'pending'
  | 'lock_timeout'
  | 'missing_right'
  | 'failed';

/** Why migrations do not run, and what to do about it, in one line. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: MigrationErrorCode;

  constructor(code: MigrationErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
