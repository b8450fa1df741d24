import type { AppModule } from '#shared-kernel/module.ts';
import type { Environment } from '../environment.ts';
import type { LogStream } from './log-stream.ts';

export interface UpOptions {
  /** The topology. */
  readonly file: string;
  readonly modules: readonly AppModule[];
  /** What all processes have in common. A connection that is in it is used; what is missing is started here. */
  readonly environment: Environment;
  readonly dataDirectory: string;
  /** How long a process may take to end in order. */
  readonly stopWithinMs: number;
  readonly logs: LogStream;
  /** False trades the promise to survive a crash of the machine for speed: for tests. Default true. */
  readonly durable?: boolean;
}
