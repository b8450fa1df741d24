/** The bytes of a file as they are read, unpacked where it is packed. */
export type OpenFile = (path: string) => AsyncIterable<Uint8Array>;
