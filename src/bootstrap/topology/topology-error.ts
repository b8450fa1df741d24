/** A topology file cannot be used. Each problem names the file and the field, and says what to do. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}
