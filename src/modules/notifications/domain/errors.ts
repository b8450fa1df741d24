import { AppError } from '#shared-kernel/errors.ts';

/** An event about an order overtook the one that says whom to write to: it is handled again later. */
export class ContactNotKnownYet extends Error {
  override readonly name = 'ContactNotKnownYet';

  constructor(orderId: string) {
    super(`nobody has said yet whom to write to about order ${orderId}`);
  }
}

/** Endpoints see what happens in the whole shop. */
export class StaffOnly extends AppError {
  override readonly name = 'StaffOnly';

  constructor() {
    super('forbidden', { code: 'notifications.staff_only', detail: 'Webhooks are for staff and for programs of the shop.' });
  }
}

export class EndpointNotFound extends AppError {
  override readonly name = 'EndpointNotFound';

  constructor() {
    super('not_found', { code: 'notifications.webhook_endpoint_not_found', detail: 'There is no such webhook endpoint.' });
  }
}

export class DeliveryNotFound extends AppError {
  override readonly name = 'DeliveryNotFound';

  constructor() {
    super('not_found', { code: 'notifications.webhook_delivery_not_found', detail: 'There is no such webhook delivery.' });
  }
}

/** Somebody changed the endpoint meanwhile. */
export class StaleEndpoint extends AppError {
  override readonly name = 'StaleEndpoint';

  constructor() {
    super('precondition_failed', {
      code: 'notifications.stale_webhook_endpoint',
      detail: 'The endpoint was changed meanwhile. Read it again, and send its ETag in If-Match.',
    });
  }
}

/** Nothing may be sent to this address, whoever asks. */
export class UrlRefused extends AppError {
  override readonly name = 'UrlRefused';

  constructor(detail: string) {
    const code = 'notifications.webhook_url_refused';
    super('invalid', { code, detail, violations: [{ pointer: '/url', code: 'url_refused', detail }] });
  }
}

export class TooManyEndpoints extends AppError {
  override readonly name = 'TooManyEndpoints';

  constructor(most: number) {
    super('conflict', {
      code: 'notifications.too_many_webhook_endpoints',
      detail: `There are ${most} endpoints already. Delete one that is not needed any more.`,
    });
  }
}

export class TooManySecrets extends AppError {
  override readonly name = 'TooManySecrets';

  constructor(most: number) {
    super('conflict', {
      code: 'notifications.too_many_webhook_secrets',
      detail: `${most} secrets sign for this endpoint already. Wait for the overlap of one to end.`,
    });
  }
}

/** Nothing is sent to an endpoint that is disabled, tests and replays included. */
export class EndpointDisabled extends AppError {
  override readonly name = 'EndpointDisabled';

  constructor() {
    super('conflict', {
      code: 'notifications.webhook_endpoint_disabled',
      detail: 'The endpoint is disabled. Enable it first: PATCH it with {"enabled": true}.',
    });
  }
}
