import type { CodeRule } from '../code-rule.ts';
import { isTestOnly } from '../places.ts';
import { nameOf } from '../syntax.ts';

/** Each step of a message's way, and the only file that takes it, wherever the message goes. */
const STEPS = new Map([
  ['seal', 'src/bootstrap/messaging/event-bus.ts'],
  ['unseal', 'src/bootstrap/messaging/subscription-worker.ts'],
  ['messageHandler', 'src/bootstrap/messaging/subscription-worker.ts'],
]);

/** What puts what was sealed into a queue: in the sender's transaction, and across databases in the receiver's. */
const WRITER = 'src/bootstrap/messaging/outbox.ts';

/**
 * A message is sealed, validated and handled by the same code in every topology: what a second path would do otherwise,
 * a module would notice when it is moved.
 */
export const onePath: CodeRule = {
  name: 'one-path',
  appliesTo: ({ path }, { kind }) => (kind === 'bootstrap' || kind === 'kernel') && !isTestOnly(path),
  visit: ({ path }, report) => ({
    CallExpression: (node) => {
      const name = nameOf(node.callee);
      const only = STEPS.get(name);
      if (only !== undefined && path !== only) report(node, `${name}(): messages take this step in ${only}, and nowhere else`);
      if (name.endsWith('boss.insert') && path !== WRITER) {
        report(node, `${name}(): messages are written by ${WRITER}, and nowhere else`);
      }
    },
  }),
};
