import { AppError } from '#shared-kernel/errors.ts';

export class RebuildReplaced extends AppError {
  override readonly name = 'RebuildReplaced';

  constructor() {
    super('conflict', {
      code: 'storefront.rebuild_replaced',
      detail: 'Another rebuild was finished or begun anew meanwhile: this one has nothing left to do.',
    });
  }
}
