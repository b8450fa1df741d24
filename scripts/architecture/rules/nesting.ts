import type { IfStatement, Span, VisitorObject } from 'oxc-parser';
import type { CodeRule } from '../code-rule.ts';

const DEEPEST = 3;
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
const BLOCKS = [
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'SwitchStatement',
  'TryStatement',
];

/** Blocks within blocks hide what holds in the innermost one. A function within a function counts anew. */
export const nesting: CodeRule = {
  name: 'nesting',
  appliesTo: () => true,
  visit: (_file, report) => {
    const outer: number[] = [];
    let depth = 0;
    const enterBlock = (node: Span): void => {
      depth += 1;
      if (depth === DEEPEST + 1) report(node, `${depth} blocks deep: return early, or give the inner ones a function and a name`);
    };
    const leaveBlock = (): void => {
      depth -= 1;
    };
    const enterFunction = (): void => {
      outer.push(depth);
      depth = 0;
    };
    const leaveFunction = (): void => {
      depth = outer.pop() ?? 0;
    };
    return {
      ...around(FUNCTIONS, enterFunction, leaveFunction),
      ...around(BLOCKS, enterBlock, leaveBlock),
      ...aroundIf(enterBlock, leaveBlock),
    };
  },
};

function around(types: readonly string[], enter: (node: Span) => void, leave: () => void): VisitorObject {
  return Object.fromEntries(
    types.flatMap((type) => [
      [type, enter],
      [`${type}:exit`, leave],
    ]),
  );
}

/** `else if` is as deep as its `if`. */
function aroundIf(enter: (node: Span) => void, leave: () => void): VisitorObject {
  const chained = new Set<number>();
  return {
    IfStatement: (node: IfStatement) => {
      if (node.alternate?.type === 'IfStatement') chained.add(node.alternate.start);
      if (!chained.has(node.start)) enter(node);
    },
    'IfStatement:exit': ({ start }: IfStatement) => {
      if (!chained.has(start)) leave();
    },
  };
}
