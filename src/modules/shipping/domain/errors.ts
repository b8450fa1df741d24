import { AppError } from '#shared-kernel/errors.ts';

export class ShipmentNotFound extends AppError {
  override readonly name = 'ShipmentNotFound';

  constructor() {
    super('not_found', { code: 'shipping.shipment_not_found', detail: 'There is no such shipment.' });
  }
}

/** Only the carrier knows whether there will be a shipment: whoever asks has to ask again. */
export class ShipmentBeingCancelled extends AppError {
  override readonly name = 'ShipmentBeingCancelled';

  constructor() {
    super('conflict', {
      code: 'shipping.shipment_being_cancelled',
      detail: 'The carrier is being asked to cancel the shipment. Try again when it has answered.',
      retryAfterSeconds: 5,
    });
  }
}

export class ImpossibleTransition extends AppError {
  override readonly name = 'ImpossibleTransition';

  constructor(from: string, to: string) {
    super('conflict', {
      code: 'shipping.impossible_transition',
      detail: `A shipment that is ${from} cannot become ${to}.`,
    });
  }
}
