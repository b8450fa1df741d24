/** Columns in which a module holds personal data, and what becomes of them when the user is erased. */
export interface PersonalColumns {
  readonly table: string;
  readonly columns: readonly string[];
  readonly onErasure: 'deleted' | 'anonymised' | 'kept';
  /** Why they are kept, where they are. */
  readonly because?: string;
}
