import { AppError } from '#shared-kernel/errors.ts';

/** A process that may not call this one, or not like this. */
export class ServiceRefused extends AppError {
  override readonly name = 'ServiceRefused';

  constructor(reason: string, cause?: unknown) {
    super('forbidden', { code: 'http.service_refused', detail: `Only processes of this shop may call here: ${reason}.`, cause });
  }
}
