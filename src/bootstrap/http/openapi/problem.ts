import { z } from 'zod';

/** A refusal, as the document shows it; `problem-details.ts` writes it. */
export const Problem = z
  .looseObject({
    type: z
      .string()
      .max(255)
      .regex(/^\/docs\/problems#/)
      .describe('Where the code is explained.'),
    title: z.string().max(100),
    status: z.int().min(400).max(599),
    detail: z.string().max(2_000).describe('One sentence that says what to do.'),
    instance: z.string().max(16_384).describe('The path of the request.'),
    code: z
      .string()
      .max(100)
      .regex(/^[a-z]+\.[a-z0-9_]+$/)
      .describe('Stable: decide by this.'),
    requestId: z.string().max(128).describe('Quote it in a report.'),
    retryable: z.boolean().describe('Whether the same request may succeed when it is repeated.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().max(16_384).describe('A JSON Pointer (RFC 6901) into the body or the query.'),
          code: z
            .string()
            .max(100)
            .regex(/^([a-z]+\.)?[a-z0-9_]+$/),
          detail: z.string().max(16_384),
        }),
      )
      .max(50)
      .optional(),
  })
  .meta({ id: 'Problem' });
