import { z } from 'zod';

/** A refusal, as the document shows it; `problem-details.ts` writes it. */
export const Problem = z
  .looseObject({
    type: z.string().describe('Where the code is explained.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('One sentence that says what to do.'),
    instance: z.string().describe('The path of the request.'),
    code: z.string().describe('Stable: decide by this.'),
    requestId: z.string().describe('Quote it in a report.'),
    retryable: z.boolean().describe('Whether the same request may succeed when it is repeated.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().describe('A JSON Pointer (RFC 6901) into the body or the query.'),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
