import type { z } from 'zod';
import type { Db, Tx } from './database/database.ts';
import type { Log } from './log.ts';
import type { Contract } from './messaging/define-contract.ts';
import type { Cause } from './messaging/envelope.ts';
import type { Principal, Scope } from './tokens.ts';

/**
 * Who may call a route. There is no default: a route without `access` does not compile.
 * `public` needs nothing; `signed-in` needs a user; a scope needs a user or a program that holds it. `optional` lets
 * guests in, with or without the key of a storefront, and leaves the rest (their `X-Access-Key`) to the handler; who
 * sends another credential needs the module's scope: `read` for GET, `write` for the rest.
 */
export type Access = 'public' | 'optional' | 'signed-in' | Scope;

/** The HTTP methods that routes answer. */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * What a request is counted as: each caller has so many of each in a while (429 beyond). `sign-in` counts by address
 * whoever is calling, for those who try passwords; `none` is for what machines of ours ask all the time.
 */
export type Bucket = 'reads' | 'writes' | 'sign-in' | 'checkout' | 'none';

/** The end of a route, told to its callers in headers (RFC 9745, RFC 8594) and in the document. */
export interface Deprecation {
  /** The day from which on nobody should begin to use it: `2027-01-31`. */
  readonly since: string;
  /** The day from which on it may be gone. */
  readonly sunset?: string;
  /** Where it says what to do instead. */
  readonly link?: string;
}

/** A reply as a handler returns it: one of the statuses that the route declares, and the body declared for it. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
  /** The version of the resource: becomes a strong `ETag`, and answers `If-None-Match` with 304. */
  readonly version?: string | number;
  /** The same where two replies of one version need not be equal byte for byte: becomes a weak `ETag`. For reads only. */
  readonly weakVersion?: string;
}

/** One server-sent event. `id` is what a client hands back as `Last-Event-ID` to go on from there. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A request as a handler sees it: parsed, authenticated, and with the two ways to the database. */
export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly principal: Principal | undefined;
  /** The secret of a guest, from `X-Access-Key`. */
  readonly accessKey: string | undefined;
  /** The version in `If-Match`, where the route takes one. Undefined for any: none was sent, or `*`. */
  readonly ifMatch: string | undefined;
  readonly requestId: string;
  /** The address of the client, for rate limits and audit. */
  readonly clientAddress: string;
  /** Aborts when the client goes away or the deadline passes. */
  readonly signal: AbortSignal;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cause: Cause;
  /** Writes the request id into every line. */
  readonly log: Log;
  /** For routes that declare `stream`: the body, which has arrived whole and waits on disk. To be read before the reply. */
  readonly stream: ReadableStream<Uint8Array> | undefined;
  /** For routes that declare `rawBody`: the very bytes that arrived, for a signature over them. */
  readonly rawBody: Uint8Array | undefined;
  /** Reads on the module's own connection. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /**
   * The one transaction of the request: an `Idempotency-Key` is recorded in it, with the reply that `work` returns.
   * Where the key was answered before, neither `work` nor the rest of the handler runs: the stored reply goes out.
   */
  transaction<R extends Reply>(work: (tx: Tx) => Promise<R>): Promise<R>;
}

type ReplyOf<Replies> = { [S in keyof Replies]: S extends number ? Reply<S, Output<Replies[S]>> : never }[keyof Replies];

/** A body that is handed over as a stream. */
export interface StreamedBody {
  readonly contentType: string;
  readonly maxBytes: number;
  /** A small one, for whoever reads the document. */
  readonly example?: string;
}

/** What `defineRoute` is told. */
export interface RouteSpec<
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
  Status extends number,
  Replies extends Readonly<Record<Status, z.ZodType>>,
> {
  readonly method: Method;
  /** `/v1/orders/{id}`: parameters in braces, as OpenAPI writes them. */
  readonly path: `/${string}`;
  /** For the document, and for generated clients: `placeOrder`. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Instead of `body`: the media type of a body that is handed over as a stream. */
  readonly stream?: StreamedBody;
  /** Besides `body`: hands over the very bytes that arrived, and takes fewer of them than other routes do. */
  readonly rawBody?: { readonly maxBytes: number };
  /** Instead of JSON: `application/x-www-form-urlencoded` (OAuth). */
  readonly form?: boolean;
  /** Instead of problem documents: refusals as RFC 6749 writes them, for the routes of OAuth. */
  readonly refusalsAs?: 'oauth';
  /**
   * Whether an `Idempotency-Key` must be sent. Without this, POST and PATCH accept one. `unused` is for
   * replies that hold a secret, which must not be stored.
   */
  readonly idempotencyKey?: 'required' | 'unused';
  /** Whether `If-Match` may or must be sent (428 without, 412 from the handler where it is stale). */
  readonly ifMatch?: 'accepted' | 'required';
  /** Instead of JSON: the media type of a reply whose body is text, such as `text/html; charset=utf-8`. */
  readonly produces?: string;
  /** Every success, by status. Schemas with `.meta({ id })` become components of the document. */
  readonly replies: Replies & Readonly<Record<Status, z.ZodType>>;
  /** Codes of refusals of this route's own, by status: `{ 409: ['orders.cart_already_ordered'] }`. */
  readonly refusals?: Readonly<Record<number, readonly string[]>>;
  /** Other than its method suggests: GET is `reads`, everything else `writes`. */
  readonly bucket?: Bucket;
  readonly deprecated?: Deprecation;
  /**
   * For reads whose answer to a guest may be shown to anybody: for so many seconds that answer is given, marked by
   * `Age` and `Cache-Status`, while the module itself cannot answer (`stale-if-error`, RFC 5861).
   */
  readonly staleFor?: number;
  /**
   * For what begins something that ends only once messages get through: those messages. While one of them has waited
   * too long, newcomers are refused with 503, so that what was begun before comes to its end in time.
   */
  readonly shedWhenLate?: readonly Contract[];
  /** A reply of 202 can be waited for (`Prefer: wait=10`, RFC 7240): resolves to the end state, or to undefined. */
  waitFor?(request: RouteRequest<Output<Params>, Output<Query>, Output<Body>>, reply: Reply): Promise<Reply | undefined>;
  handle(
    request: RouteRequest<Output<Params>, Output<Query>, Output<Body>>,
  ): Promise<{ readonly status: Status } & ReplyOf<Replies>>;
}

/** A stream of server-sent events instead of one reply. `after` is the client's `Last-Event-ID`. */
export interface EventStreamSpec<Params extends z.ZodObject | undefined> {
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: Params;
  readonly refusals?: Readonly<Record<number, readonly string[]>>;
  readonly deprecated?: Deprecation;
  /** Refuses by throwing before the first event. Ends the stream by returning. */
  events(request: RouteRequest<Output<Params>, undefined, undefined>, after: string | undefined): AsyncIterable<ServerEvent>;
}

/** A route as bootstrap mounts and documents it. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly access: Access;
  readonly params: z.ZodObject | undefined;
  readonly query: z.ZodObject | undefined;
  readonly body: z.ZodType | undefined;
  readonly stream: StreamedBody | undefined;
  readonly rawBody: { readonly maxBytes: number } | undefined;
  readonly form: boolean;
  readonly refusalsAs: 'oauth' | undefined;
  readonly idempotencyKey: 'required' | 'accepted' | 'unused';
  readonly ifMatch: 'accepted' | 'required' | undefined;
  readonly produces: string | undefined;
  readonly bucket: Bucket;
  readonly deprecated: Deprecation | undefined;
  readonly staleFor: number | undefined;
  readonly shedWhenLate: readonly Contract[];
  readonly replies: Readonly<Record<number, z.ZodType>>;
  readonly refusals: Readonly<Record<number, readonly string[]>>;
  // Methods, so that the compiler lets a handler ask for the very types that the schemas above produce:
  // whoever calls these has parsed with them.
  waitFor?(request: RouteRequest, reply: Reply): Promise<Reply | undefined>;
  handle?(request: RouteRequest): Promise<Reply>;
  events?(request: RouteRequest, after: string | undefined): AsyncIterable<ServerEvent>;
}

/** A call that the shop makes to whoever asked for it, as the API document tells its receivers. */
export interface OutgoingWebhook {
  /** `order.placed` */
  readonly name: string;
  readonly summary: string;
  readonly headers: z.ZodObject;
  readonly body: z.ZodType;
}

/** Declares a route: path, who may call it, the shapes of what comes in and goes out, one call, one reply. */
export function defineRoute<
  Status extends number,
  Replies extends Readonly<Record<Status, z.ZodType>>,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<Params, Query, Body, Status, Replies>): Route {
  const accepted = spec.method === 'post' || spec.method === 'patch' ? 'accepted' : 'unused';
  const bucket = spec.method === 'get' ? 'reads' : 'writes';
  return { ...absent, ...spec, idempotencyKey: spec.idempotencyKey ?? accepted, bucket: spec.bucket ?? bucket };
}

/** Declares a `GET` that streams server-sent events. */
export function defineEventStream<Params extends z.ZodObject | undefined = undefined>(spec: EventStreamSpec<Params>): Route {
  return { ...absent, ...spec, method: 'get', replies: {} };
}

const absent = {
  description: undefined,
  params: undefined,
  query: undefined,
  body: undefined,
  stream: undefined,
  rawBody: undefined,
  form: false,
  refusalsAs: undefined,
  idempotencyKey: 'unused',
  ifMatch: undefined,
  produces: undefined,
  bucket: 'reads',
  deprecated: undefined,
  staleFor: undefined,
  shedWhenLate: [],
  refusals: {},
} as const;
