import type { IncomingMessage } from 'node:http';
import { AppError } from '#shared-kernel/errors.ts';
import { REFUSED_HEADER } from '../forwarding/headers.ts';
import { type Answer, refuse } from '../http/admission/guarded-listener.ts';
import type { ServiceCaller, ServiceDoor } from './service-door.ts';
import { ServiceRefused } from './service-refused.ts';

/** Lets requests through to `answer` of whom the door lets in, and remembers who it was. */
export function throughDoor(door: ServiceDoor, services: WeakMap<IncomingMessage, ServiceCaller>, answer: Answer): Answer {
  return async (incoming, outgoing) => {
    try {
      const caller = await door.enter(incoming);
      if (caller !== undefined) services.set(incoming, caller);
    } catch (error) {
      const refusal = error instanceof AppError ? error : new ServiceRefused('who is calling could not be found out', error);
      outgoing.setHeader(REFUSED_HEADER, refusal.code);
      return refuse(incoming, outgoing, { error: refusal, origins: [] });
    }
    return answer(incoming, outgoing);
  };
}
