import type { Expression, Node } from 'oxc-parser';

/** `a.b.c` for a plain chain of names, whatever is called or indexed on the way left out; empty for anything else. */
export function nameOf(expression: Expression | Node): string {
  if (expression.type === 'Identifier') return expression.name;
  if (expression.type === 'CallExpression') return nameOf(expression.callee);
  if (expression.type !== 'MemberExpression' || expression.computed) return '';
  const owner = nameOf(expression.object);
  const property = expression.property.type === 'Identifier' ? expression.property.name : '';
  return owner === '' ? property : `${owner}.${property}`;
}
