/** Where a page of a list begins, as its `query` takes it. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

interface Page<Entry> {
  readonly data: readonly Entry[];
  readonly nextCursor?: string;
}

/**
 * All entries of a list, page by page, as they are asked for:
 * `entriesOf((query) => unwrap(client.GET('/v1/products', { params: { query } })))`.
 */
export async function* entriesOf<Entry>(page: (query: PageQuery) => Promise<Page<Entry>>, limit = 100): AsyncGenerator<Entry> {
  let query: PageQuery | undefined = { limit };
  while (query) {
    const { data, nextCursor }: Page<Entry> = await page(query);
    yield* data;
    query = nextCursor === undefined ? undefined : { limit, cursor: nextCursor };
  }
}
