import { AppError } from '#shared-kernel/errors.ts';

/** The carrier gave no answer that can be acted upon: the call is repeated under the same key. */
export class CarrierSilent extends AppError {
  override readonly name = 'CarrierSilent';

  constructor(detail: string) {
    super('unavailable', {
      code: 'shipping.carrier_silent',
      detail: `The carrier did not answer: ${detail}`,
      retryAfterSeconds: 5,
    });
  }
}
