import type { OutgoingWebhook } from '#shared-kernel/http.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import type { ApiDocument, ApiResponse, Operation } from './api-document.ts';
import { inPlace } from './describe-parameters.ts';
import type { Schemas } from './schemas.ts';

/** What the modules send to whoever asked for it, by name. */
export function describeWebhooks(
  parts: readonly Pick<AppModule, 'name' | 'webhooks'>[],
  schemas: Schemas,
): ApiDocument['webhooks'] {
  return Object.fromEntries(
    parts.flatMap(({ name, webhooks = [] }) =>
      webhooks.map((webhook) => [webhook.name, { post: describeWebhook(name, webhook, schemas) }]),
    ),
  );
}

function describeWebhook(owner: string, { name, summary, headers, body }: OutgoingWebhook, schemas: Schemas): Operation {
  return {
    operationId: `receive-${name}`.replaceAll(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    description: `Sent to the endpoints that asked for \`${name}\`, at least once, as Standard Webhooks 1.0.0 has it.`,
    tags: [owner],
    // The signature tells the receiver who calls.
    security: [{}],
    parameters: inPlace('header', headers, schemas),
    requestBody: { required: true, content: { 'application/json': { schema: schemas.output(body) } } },
    responses: ANSWERS,
  };
}

const ANSWERS: Readonly<Record<string, ApiResponse>> = {
  '2XX': { description: 'Taken. Nothing but the status is looked at.', headers: {} },
  410: { description: 'The endpoint is gone: nothing more is sent to it.', headers: {} },
  429: {
    description: 'Too much. `Retry-After` is heeded, up to a day.',
    headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
  },
  default: { description: 'Not taken: tried again, ten times over three days.', headers: {} },
};
