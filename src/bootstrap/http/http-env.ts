import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Route } from '#shared-kernel/http.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import type { Trace } from './trace.ts';

/** What every step of the pipeline is given. */
export interface HttpServices {
  readonly tokens: TokenVerifier;
  readonly log: Log;
  /** Holds replies and refusals against what their routes declare. */
  readonly checkReplies: boolean;
  /** Aborts when the process begins to stop. */
  readonly draining: AbortSignal;
  readonly requestTimeoutMs: number;
}

export interface HttpEnv {
  // Absent where a test calls the app without a server.
  readonly Bindings: Partial<HttpBindings>;
  readonly Variables: {
    readonly trace: Trace;
    readonly log: Log;
    /** The route that answers, once it is known. */
    readonly route: Route | undefined;
  };
}

export type HttpContext = Context<HttpEnv>;
