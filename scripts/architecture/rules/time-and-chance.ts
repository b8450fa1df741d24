import type { CodeRule } from '../code-rule.ts';
import { isTestOnly } from '../places.ts';
import { nameOf } from '../syntax.ts';

const HIDDEN_INPUTS = ['Date.now', 'Math.random', 'performance.now'];

/** A module is told the time: what it decides can be repeated in a test, and is the same on every machine. */
export const timeAndChance: CodeRule = {
  name: 'time-and-chance',
  appliesTo: ({ path }, { kind, module }) => module !== undefined && kind !== 'adapters' && !isTestOnly(path),
  visit: (_file, report) => ({
    NewExpression: (node) => {
      if (nameOf(node.callee) === 'Date' && node.arguments.length === 0)
        report(node, 'new Date(): ask clock.now() once, and pass the time on');
    },
    CallExpression: (node) => {
      const name = nameOf(node.callee);
      if (HIDDEN_INPUTS.includes(name)) report(node, `${name}(): take the value as an argument (clock.now(), newId())`);
    },
  }),
};
