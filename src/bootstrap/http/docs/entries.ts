import type { ApiDocument, Content, Operation } from '../openapi/api-document.ts';

/** An operation with its address. */
export interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The operations of one chapter, in the order of the document. */
export function entriesOf({ paths }: ApiDocument, tag: string): Entry[] {
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );
  return all.filter(({ operation }) => operation.tags.includes(tag));
}

/** The codes with which a response refuses; none where it is a reply. */
export function codesIn(content: Content | undefined): string[] {
  const codes = content?.['application/problem+json']?.schema.allOf?.[1]?.properties?.code;
  return typeof codes === 'object' ? (codes.enum ?? []).map(String) : [];
}
