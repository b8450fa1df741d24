const MEBIBYTE = 1024 * 1024;

/** How much one module's stream holds before the broker takes no more: the rest waits in the databases of its senders. */
export const DEFAULT_STREAM_BYTES = 256 * MEBIBYTE;
