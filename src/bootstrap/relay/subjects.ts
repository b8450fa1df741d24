import type { RelayRoute } from '../messaging/relay-queues.ts';

/** The subjects of NATS that modules in different databases meet on. What each module may do there hangs on them alone. */
export interface MessageSubject extends RelayRoute {
  readonly type: string;
}

/** Where a message goes. The sender's name is in it, so that the server can refuse one that is not its own. */
export function messageSubject({ to, from, type }: MessageSubject): string {
  return `tessera.${to}.${from}.${type}`;
}

/** Undefined for any other subject. */
export function parseMessageSubject(subject: string): MessageSubject | undefined {
  const [prefix, to, from, ...type] = subject.split('.');
  if (prefix !== 'tessera' || !to || !from || type.length === 0) return undefined;
  return { to, from, type: type.join('.') };
}

/** Where `to` tells `from` which messages it holds. */
export function confirmSubject({ from, to }: RelayRoute): string {
  return `tessera-confirm.${from}.${to}`;
}

/** Where `from` asks `to` which messages it lacks. */
export function reconcileSubject({ from, to }: RelayRoute): string {
  return `tessera-reconcile.${to}.${from}`;
}

/** The module that says it: the last name of a confirmation's or a question's subject. */
export function speakerOf(subject: string): string {
  return subject.slice(subject.lastIndexOf('.') + 1);
}

/** The stream of all that is said to a module. */
export function streamOf(module: string): string {
  return `tessera-${module}`;
}

/** The one durable consumer of each stream. */
export const CONSUMER = 'inbox';
