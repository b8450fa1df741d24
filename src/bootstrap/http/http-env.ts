import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Route } from '#shared-kernel/http.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Principal, TokenVerifier } from '#shared-kernel/tokens.ts';
import type { ServiceCaller } from '../trust/service-door.ts';
import type { Ticket } from './admission/admission.ts';
import type { Places } from './admission/places.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Share } from './gateway/rate-limits.ts';
import type { PlainHeaders } from './plain-headers.ts';
import type { Trace } from './trace.ts';

/** What every step of the pipeline is given. */
export interface HttpServices {
  readonly tokens: TokenVerifier;
  readonly gateway: Gateway;
  readonly log: Log;
  /** Holds replies and refusals against what their routes declare. */
  readonly checkReplies: boolean;
  /** Aborts when the process begins to stop. */
  readonly draining: AbortSignal;
  readonly requestTimeoutMs: number;
  /** True where all callers are gateways: they say how long they will wait. */
  readonly mindsDeadlines?: boolean;
  /** For clients that wait for an end or follow a stream: who finds no place goes without. */
  readonly following: Places;
  /** Told of each request when it has been answered. */
  observe(answered: Answered): void;
}

/** A request and how it was answered. `route` is a template and never holds what a caller wrote. */
export interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

export interface HttpEnv {
  // Absent where a test calls the app without a server.
  readonly Bindings: Partial<HttpBindings & { readonly ticket: Ticket; readonly service: ServiceCaller }>;
  readonly Variables: {
    readonly trace: Trace;
    readonly log: Log;
    /** The route that answers, once it is known. */
    readonly route: Route | undefined;
    /** Who is calling, once it is known; undefined for guests. */
    readonly principal: Principal | undefined;
    /** What the caller has left, where it was counted. */
    readonly share: Share | undefined;
    /** Of the answer, once it has all of them. */
    readonly headers: PlainHeaders | undefined;
  };
}

export type HttpContext = Context<HttpEnv>;
