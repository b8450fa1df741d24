import type { CodeRule } from '../code-rule.ts';

const WAITING = 'the domain decides at once; what must be waited for is loaded by the use case and passed in';

export const synchronousDomain: CodeRule = {
  name: 'synchronous-domain',
  appliesTo: (_file, { kind }) => kind === 'domain',
  visit: (_file, report) => ({
    FunctionDeclaration: (node) => {
      if (node.async) report(node, `async: ${WAITING}`);
    },
    FunctionExpression: (node) => {
      if (node.async) report(node, `async: ${WAITING}`);
    },
    ArrowFunctionExpression: (node) => {
      if (node.async) report(node, `async: ${WAITING}`);
    },
    TSTypeReference: ({ typeName, start }) => {
      if (typeName.type === 'Identifier' && typeName.name === 'Promise') report({ start }, `Promise: ${WAITING}`);
    },
  }),
};
