export type { components, operations, paths } from './api.ts';
export { ApiError, unwrap, type Violation } from './api-error.ts';
export { type ClientOptions, createClient, type StreamOptions, type TesseraClient } from './create-client.ts';
export { entriesOf, type PageQuery } from './entries.ts';
export type { ServerEvent } from './event-stream.ts';
export type { RetryOptions, Send } from './retrying-fetch.ts';
export type { SessionOptions, Tokens } from './session.ts';
