import { AppError } from '#shared-kernel/errors.ts';

export class PrivacyRequestNotFound extends AppError {
  override readonly name = 'PrivacyRequestNotFound';

  constructor() {
    super('not_found', { code: 'identity.privacy_request_not_found', detail: 'There is no such erasure or export.' });
  }
}

export class ErasureNotFound extends AppError {
  override readonly name = 'ErasureNotFound';

  constructor() {
    super('not_found', {
      code: 'identity.erasure_not_found',
      detail: 'There is no such erasure, or X-Access-Key is not the key that came with it.',
    });
  }
}

export class ExportNotFound extends AppError {
  override readonly name = 'ExportNotFound';

  constructor() {
    super('not_found', {
      code: 'identity.export_not_found',
      detail: 'There is no such export, it is not yours, or it has expired. Ask for a new one.',
    });
  }
}

export class ExportNotReady extends AppError {
  override readonly name = 'ExportNotReady';

  constructor() {
    super('conflict', {
      code: 'identity.export_not_ready',
      detail: 'The export is still being collected. Look at its status, and fetch it when it is completed.',
      retryAfterSeconds: 2,
    });
  }
}

export class PrivacyRequestNotStuck extends AppError {
  override readonly name = 'PrivacyRequestNotStuck';

  constructor(requestId: string) {
    super('conflict', {
      code: 'identity.privacy_request_not_stuck',
      detail: `Nothing of request ${requestId} is stuck. See: saga list --stuck`,
    });
  }
}
