import { AppError } from '#shared-kernel/errors.ts';

/** No instance of the module can be reached: nothing was done. */
export function moduleUnavailable(cause?: unknown): AppError {
  return new AppError('unavailable', {
    code: 'gateway.module_unavailable',
    detail: 'This part of the shop cannot be reached right now; nothing was changed. Try again in a moment.',
    retryAfterSeconds: soon(),
    cause,
  });
}

/** An instance was asked and did not answer: it may have done what it was asked for. */
export function answerLost(cause: unknown): AppError {
  return new AppError('unavailable', {
    code: 'gateway.answer_lost',
    detail: 'No answer came back. It may still take effect: repeat it with the same Idempotency-Key.',
    retryAfterSeconds: soon(),
    cause,
  });
}

/** Nobody reads this: who asked has hung up. */
export function callerGone(cause: unknown): AppError {
  return new AppError('invalid', { code: 'http.malformed_request', detail: 'The request was given up by its sender.', cause });
}

// Spread, so that not all come back at once.
function soon(): number {
  return 1 + Math.floor(Math.random() * 3);
}
